"""`clark check`: what a review would say, without a server."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from clark import kinds
from clark.cli import admission
from clark.cli.files import (
    DENIED,
    UNUSABLE,
    folders_opened,
    load,
    print_json,
    print_lines,
)
from clark.manifests import Document, Unreadable, read, show_path
from clark.policy import Finding, PolicySet, Texts, Unread, Verdict, review_read

Operation = Literal["CREATE", "UPDATE", "DELETE"]
SHIPPED = Path(__file__).parent.parent / "blueprints" / "control" / "policies"


FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Files of manifests; of a folder, all.")
]
PoliciesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR_OR_FILE",
        help="ValidatingAdmissionPolicies and their bindings; without it, those that a new "
        "control repository begins with.",
    ),
]
OldOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The one FILE as it was: also judge the change."),
]
OperationOption = Annotated[
    Operation | None,
    typer.Option(
        metavar="OPERATION",
        help="CREATE, UPDATE or DELETE; without it, UPDATE with --old and CREATE without.",
    ),
]
UserOption = Annotated[
    str, typer.Option(metavar="NAME", help="Who asks the API server; in --json.")
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A group of --user; may be given several times."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the verdict as one JSON document.")]


def command(  # noqa: PLR0913  an option is a parameter
    files: FilesArgument,
    policies: PoliciesOption = None,
    old: OldOption = None,
    operation: OperationOption = None,
    user: UserOption = "",
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge manifests by schema and policies and, with --old, by what the change does.

    Kinds that Clark does not know are judged by policies only. Exits with 1 where a file is
    denied, with 2 where a file or a policy cannot be read.
    """
    files = list(folders_opened(files))
    if not files:
        raise typer.BadParameter("there is no .yaml file in it", param_hint="FILE")
    if old is not None and len(files) > 1:
        raise typer.BadParameter("it is the former state of one file", param_hint="--old")
    done = _operation(operation, old)
    rules = PolicySet.load(_policies(policies or SHIPPED))
    texts, former, verdict = _judged(files, old, rules, done)
    if as_json:
        asked = admission.requests(texts, former, admission.user(user, group or []))
        print_json(_json(verdict) | {"admission": admission.document(rules, asked, done)})
    else:
        print_lines([*_lines(verdict), _outcome(verdict, len(files), rules)])
        if texts and former and done == "UPDATE":
            _print_impacts(*former.values(), *texts.values())
    raise typer.Exit(_code(verdict, rules))


# Private functions

Written = dict[str, str]


def _code(verdict: Verdict, rules: PolicySet) -> int:
    if verdict.refused or rules.broken:
        return UNUSABLE
    return 0 if verdict.allowed else DENIED


def _operation(asked: Operation | None, old: Path | None) -> Operation:
    """Raises typer.BadParameter where it does not go with --old."""
    if asked == "UPDATE" and old is None:
        raise typer.BadParameter("UPDATE needs the file as it was, --old", param_hint="--operation")
    if asked in ("CREATE", "DELETE") and old is not None:
        said = f"{asked} has no former state, and --old is one"
        raise typer.BadParameter(said, param_hint="--operation")
    return asked or ("UPDATE" if old else "CREATE")


def _judged(
    files: list[Path], old: Path | None, rules: PolicySet, done: Operation
) -> tuple[Written, Written, Verdict]:
    """The texts as they are, as they were, and what is said of them."""
    texts, given = _load(files)
    given.refused += [_empty(file) for file, objects in given.documents.items() if not objects]
    before, was = _load([old] if old else [])
    former = dict.fromkeys(texts, *before.values()) if before else {}
    was = Texts({path: each for path in former for each in was.documents.values()}, was.refused)
    if done == "DELETE":
        texts, former, was, given = {}, texts, given, Texts()
    found = review_read(given, was, policies=rules)
    return texts, former, Verdict(found.findings, (*was.refused, *found.refused))


def _load(files: list[Path]) -> tuple[Written, Texts]:
    """The texts that can be read, and all as they were read."""
    texts: Written = {}
    found = Texts()
    for file in files:
        try:
            texts[str(file)] = load(file)
        except Unreadable as error:
            found.refuse(str(file), error)
        else:
            found.add(str(file), texts[str(file)])
    return {path: text for path, text in texts.items() if path in found.documents}, found


def _empty(file: str) -> Unread:
    return Unread(file, 1, 1, "empty", "the file holds no manifest, so there is nothing to judge")


def _policies(path: Path) -> Mapping[str, str]:
    """Raises typer.BadParameter where there is no policy at all: nothing would be denied."""
    found = [path]
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.suffix in (".yaml", ".yml"))
    texts = {}
    for each in found:
        try:
            texts[str(each)] = load(each)
        except Unreadable as error:
            said = f"{each}: {error.refusals[0].reason}"
            raise typer.BadParameter(said, param_hint="--policies") from None
    if not texts:
        raise typer.BadParameter(f"there is no policy in {path}", param_hint="--policies")
    return texts


def _json(verdict: Verdict) -> dict[str, Any]:
    return {
        "allowed": verdict.allowed,
        "messages": list(verdict.messages),
        "warnings": list(verdict.warnings),
        "findings": [_finding(each) for each in verdict.findings],
        "refused": [asdict(place) for place in verdict.refused],
    }


def _finding(found: Finding) -> dict[str, Any]:
    """Without what only limits say: no limit is asked here."""
    return {key: said for key, said in asdict(found).items() if key not in {"limit", "wants"}}


def _lines(verdict: Verdict) -> list[str]:
    lines = [
        f"{at.file}:{at.line}:{at.column}: refused: {at.reason} ({at.rule})"
        for at in verdict.refused
    ]
    for found in verdict.findings:
        subject = " ".join(part for part in (found.document, found.field) if part)
        place = f"{found.file}:{found.line}"
        lines.append(f"{place}: {found.level}: {subject}: {found.reason} ({found.policy})")
        lines += [f"    Fix: {found.fix}"] if found.fix else []
    return lines


def _outcome(verdict: Verdict, count: int, rules: PolicySet) -> str:
    """What is said in the end: what could not be read was not judged."""
    denied, warnings, unread = map(len, (verdict.messages, verdict.warnings, verdict.refused))
    said = "allowed" if verdict.allowed else f"denied for {_counted(denied, 'reason')}"
    if unread:
        said = f"not judged because {_counted(unread, 'place')} cannot be read"
    elif rules.broken:
        said = "not judged because a policy cannot be read"
    return f"{_counted(count, 'file')}: {said}, {_counted(warnings, 'warning')}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _print_impacts(before: str, after: str) -> None:
    """What the change does, for people; what of it is denied is among the findings already."""
    old = {_identity(document): document.value for document in read(before)}
    new = {_identity(document): document.value for document in read(after)}
    for identity in dict.fromkeys((*old, *new)):
        for impact in kinds.impacts(old.get(identity), new.get(identity)):
            field = show_path(impact.path) or identity[1]
            typer.echo(f"{field}: {impact.effect}. {impact.sentence}")


def _identity(document: Document) -> tuple[str, str]:
    return document.api_version.partition("/")[0], document.label

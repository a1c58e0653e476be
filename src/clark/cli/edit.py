"""`clark set`: a minimal edit of a file, shown as a diff."""

from pathlib import Path
from typing import Annotated, Any

import typer

from clark import kinds
from clark.cli.files import DENIED, UNUSABLE, load, report, save
from clark.errors import Refused
from clark.manifests import (
    Delete,
    Document,
    Set,
    Unreadable,
    diff,
    edit,
    get,
    infer,
    parse_assignment,
    read,
    show_path,
)
from clark.manifests import Path as FieldPath

_NOTHING = object()
_DOCUMENT_HELP = (
    "Which document of the file: KIND/NAME, or its number from 0 as `clark read` lists them. "
    "Needed where the file has several."
)
_CHANGE_HELP = (
    "PATH=VALUE sets, PATH- deletes. A path is spec.forProvider.tags[0].value; a key with dots is "
    '["a.b"]. A value has the type of the existing one, else of the schema, else JSON\'s, else it '
    "is text."
)


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of manifests.")],
    changes: Annotated[list[str], typer.Argument(metavar="PATH=VALUE...", help=_CHANGE_HELP)],
    document: Annotated[str, typer.Option(help=_DOCUMENT_HELP)] = "",
    write: Annotated[bool, typer.Option("--write", help="Also change the file.")] = False,
) -> None:
    """Change values in a manifest and nothing else: comments, order, quotes and line ends stay.

    Prints the change as a unified diff, nothing where there is none. What is refused leaves the
    file as it was: exit code 1 where the change cannot be made, 2 where the file or the arguments
    cannot be used.
    """
    try:
        before = load(file)
        index = _chosen(read(before), document).index
        asked = [parse_assignment(change) for change in changes]
    except Unreadable as error:
        report(file, error)
        raise typer.Exit(UNUSABLE) from None
    except Refused as error:
        _fail(str(error), UNUSABLE)
    after = before
    try:
        for path, raw in asked:
            after = _changed(after, index, path, raw)
    except Refused as error:
        _fail(str(error), DENIED)
    if write and after != before:
        save(file, after)
    typer.echo(diff(before, after, str(file)), nl=False)


def _changed(text: str, index: int, path: FieldPath, raw: str | None) -> str:
    """Raises Refused where the kind has no such field, or there is nothing to delete."""
    document = _document(text, index)
    if raw is None:
        if get(document.value, path, _NOTHING) is _NOTHING:
            raise Refused(f"{show_path(path)} is not in {document.label}: nothing to delete.")
        return edit(text, index, [Delete(path)])
    after = edit(text, index, [Set(path, _typed(document, path, raw))])
    known = set(_unknown(document))
    for problem in _unknown(_document(after, index)):
        if problem not in known:
            raise Refused(f"{show_path(problem.path)}: {problem.reason} {problem.fix}")
    return after


def _document(text: str, index: int) -> Document:
    return next(each for each in read(text) if each.index == index)


def _unknown(document: Document) -> list[kinds.FieldProblem]:
    """Fields that the kind does not have; none of a kind that Clark does not know."""
    found = kinds.problems(document.value)
    return [problem for problem in found if problem.rule == "unknown-field"]


def _typed(document: Document, path: FieldPath, raw: str) -> Any:
    kind = kinds.find(document.api_version, document.kind)
    field = kind.field(path) if kind else None
    try:
        return infer(raw, get(document.value, path), field.type if field else None)
    except Refused as error:
        raise Refused(f"{show_path(path)}: {error}") from None


def _chosen(documents: tuple[Document, ...], wanted: str) -> Document:
    """Raises Refused unless exactly one document is meant."""
    if wanted.isdecimal() and len(wanted) < 10:
        found = documents[int(wanted) : int(wanted) + 1]
    else:
        found = tuple(each for each in documents if wanted in ("", each.label))
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{number}: {each.label}" for number, each in enumerate(documents))
    meant = f"--document {wanted} means" if wanted else "without --document it means"
    raise Refused(f"{meant} {len(found)} documents of the file, which has {listed or 'none'}")


def _fail(reason: str, code: int) -> None:
    typer.echo(f"clark set: {reason}", err=True)
    raise typer.Exit(code)

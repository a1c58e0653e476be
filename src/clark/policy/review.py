"""The review of a change: every reason for and against it, in one pass, from texts alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clark import kinds
from clark.kinds import Effect, Impact, Kind
from clark.manifests import Document, Path, show_path
from clark.policy.change import Change, changes, claimed
from clark.policy.findings import Finding, Verdict, closed
from clark.policy.identity import Claimed, clashes, without_account
from clark.policy.layout import directory, directory_findings, path_findings
from clark.policy.networks import Groups, foreign_groups
from clark.policy.policyset import PolicySet
from clark.policy.possible import proposed
from clark.policy.texts import Texts

_NAME: Final[Path] = ("metadata", "name")


@dataclass(frozen=True)
class Place:
    """Where the files belong: the AWS account, where known, and whether to a GitOps repository.

    `groups` are the security groups of each place; where nobody knows them, none is asked about.
    Outside one (a file on somebody's disk) any path will do; one that is written as in a GitOps
    repository, as for a check before a commit there, still has to hold what it says.
    """

    account: str = ""
    gitops: bool = True
    groups: Groups | None = None


def review(
    files: Mapping[str, str | None],
    *,
    old: Mapping[str, str],
    policies: PolicySet,
    others: Iterable[Claimed] = (),
    place: Place = Place(),
) -> Verdict:
    """Judge a change: path → new text (None = deleted), against path → text on the base.

    `others` are the names that main and approved requests hold. Nothing is raised for bad input:
    what cannot be read is in `refused`, everything else in `findings`, all at once.
    """
    new, before = Texts(), Texts()
    for path, text in files.items():
        if text is not None:
            new.add(path, text)
        if path in old:
            before.add(path, old[path])
    found = review_read(new, before, policies=policies, others=others, place=place)
    if not place.gitops:
        return found
    findings = (*(each for path in files for each in path_findings(path)), *found.findings)
    return Verdict(tuple(sorted(findings, key=_place)), found.refused)


def review_read(
    new: Texts,
    before: Texts,
    *,
    policies: PolicySet,
    others: Iterable[Claimed] = (),
    place: Place = Place(),
) -> Verdict:
    """The same of texts that were read, wherever their files are."""
    changed = list(changes(new, before, place.account))
    findings = list(_broken(policies))
    findings += _placed(new)
    findings += _alone(changed)
    for change in changed:
        findings += _judged(change, policies)
    if place.groups is not None:
        findings += foreign_groups(changed, place.groups)
    findings += _renamed(changed)
    findings += _unique(changed, before, others, place.account)
    return Verdict(tuple(sorted(findings, key=_place)), tuple(sorted(new.refused)))


def _place(found: Finding) -> tuple[str, int]:
    return found.file, found.line


def _broken(policies: PolicySet) -> Iterator[Finding]:
    for at in policies.broken:
        yield closed(at, at.rule, "A policy cannot be read, so nothing can be approved")


def _placed(new: Texts) -> Iterator[Finding]:
    for path, documents in new.documents.items():
        for document in documents:
            yield from directory_findings(path, document)


def _alone(changed: Sequence[Change]) -> Iterator[Finding]:
    """A directory is one service: its file service.yaml holds one managed resource and its parts.
    Pages, requests and limits would not see a second service. One that is there may stay."""
    services: dict[str, Document] = {}
    for change in sorted(changed, key=lambda change: change.operation == "CREATE"):
        kind = _managed(change)
        if kind is None or kind.part_of or change.new is None:
            continue
        first = services.setdefault(change.file, change.new)
        if change.operation != "CREATE":
            continue
        if first is not change.new:
            reason = f"{first.label} is in this file already, and a directory is one service."
            fix = "Write it to a directory of its own, as its service.yaml."
            yield change.denied("directory", ("kind",), reason, fix)
        elif change.file.endswith("/credentials.yaml"):
            reason = f"A {kind.kind} is a service, and credentials.yaml delivers logins only."
            fix = "Write it to service.yaml."
            yield change.denied("directory", ("kind",), reason, fix)
    yield from _lost_parts(changed, services)


def _lost_parts(changed: Sequence[Change], services: Mapping[str, Document]) -> Iterator[Finding]:
    """Parts whose service is not in their file: nobody would see them, or delete them with it."""
    for change in changed:
        kind = _managed(change)
        main = services.get(change.file)
        if kind and kind.part_of and change.new and (main is None or main.kind != kind.part_of):
            reason = f"A {kind.kind} is a part of a {kind.part_of}, and there is none in this file."
            fix = f"Write it beside its {kind.part_of}, or remove both."
            yield change.denied("directory", ("kind",), reason, fix)


def _managed(change: Change) -> Kind | None:
    """The kind of what stands in a service's directory; None for what is no managed resource."""
    if not directory(change.file):
        return None
    return kinds.served(change.document.api_version.partition("/")[0], change.document.kind)


def _judged(change: Change, policies: PolicySet) -> Iterator[Finding]:
    facts = [*_unidentified(change), *_schema(change), *_impacts(change)]
    yield from facts
    # As on the API server, what the schema says of a field comes first, and is enough.
    settled = {found.field for found in facts}
    document = change.document
    for objection in policies.objections(change.admission()):
        policy = objection.policy
        where = show_path(policy.field)
        if where and where in settled:
            continue
        yield Finding(
            file=change.file,
            document=document.label,
            level=objection.level,
            policy=policy.name,
            field=where,
            line=document.line_of(policy.field),
            reason=objection.reason,
            fix=proposed(change, policy.fix),
        )


def _schema(change: Change) -> Iterator[Finding]:
    if change.new is not None:
        for problem in kinds.problems(change.new.value):
            yield change.denied("schema", problem.path, problem.reason, problem.fix)


def _unidentified(change: Change) -> Iterator[Finding]:
    """What no rule could be chosen for: an object that does not say what it is."""
    document = change.new
    if document is None or kinds.served(document.api_version.partition("/")[0], document.kind):
        return
    metadata = document.value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    said = {
        ("apiVersion",): document.value.get("apiVersion"),
        ("kind",): document.value.get("kind"),
        ("metadata", "name"): name,
    }
    for path, value in said.items():
        if not isinstance(value, str) or not value:
            reason = f"{show_path(path)} is missing, so no rule can tell what this is."
            yield change.denied("schema", path, reason, "Add it, as text.")
    if isinstance(document.value.get("items"), list):
        reason = "A list hides its objects from the rules, and clusters would apply them."
        fix = "Write each object as a document of its own."
        yield change.denied("schema", ("items",), reason, fix)


def _impacts(change: Change) -> Iterator[Finding]:
    if change.old is None:
        return
    wanted = change.new.value if change.new else None
    for impact in kinds.impacts(change.old.value, wanted):
        if impact.denied:
            rule = "refused" if impact.effect is Effect.REFUSED else "immutable"
            yield change.denied(rule, impact.path, impact.sentence, _back(impact))


def _back(impact: Impact) -> str:
    where = show_path(impact.path)
    if not where or isinstance(impact.before, Mapping | list):
        return ""
    return f"Remove {where}." if impact.before is None else f"Set {where} back to {impact.before}."


def _renamed(changed: Sequence[Change]) -> Iterator[Finding]:
    """A name that was edited in place: to the cluster it is a deletion and a creation."""
    gone = [(change.file, change.document) for change in changed if change.new is None]
    for change in changed:
        kind = kinds.served(change.document.api_version.partition("/")[0], change.document.kind)
        if change.operation != "CREATE" or (kind and kind.part_of):
            continue  # a part may be replaced by another: the data are the service's
        for file, document in gone:
            if file == change.file:
                for impact in kinds.impacts(document.value, change.document.value):
                    if impact.denied and impact.path == _NAME:
                        yield change.denied("immutable", _NAME, impact.sentence, _back(impact))


def _unique(
    changed: Sequence[Change], before: Texts, others: Iterable[Claimed], account: str
) -> Iterator[Finding]:
    kept = [change for change in changed if change.new is not None]
    mine = [change.claimed for change in kept]
    gone = [one for one, _ in claimed(before, account)]
    listed = others if account else without_account(others)
    for index, clash in clashes(mine, gone, listed):
        yield kept[index].denied("unique", clash.field, clash.reason, clash.fix)

"""Which files of a repository are judged, and what of it is news. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from clark.manifests import Unreadable, read
from clark.policy import Finding, Unread, approvals, limits
from clark.policy.layout import directory
from clark.policy.removal import too_many

SERVICES: Final = "regions/"
# Nobody applies these, wherever they are.
NOTES: Final = (".md", ".keep", ".gitkeep", ".txt")

PRICES: Final = "prices.csv"
POLICIES: Final = "policies/"
RULES: Final = frozenset({limits.FILE, approvals.FILE, PRICES})
OWNERS: Final = "owners"
# What Clark could not judge by a flaw of its own, and what it could not even see.
UNJUDGED: Final = "unjudged"
UNSEEN: Final = "unseen"

Files = Mapping[str, str | None]
Role = Literal["gitops", "control", "infra"]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What stands against a push now: what is denied, what cannot be read, whether it stops."""

    findings: tuple[Finding, ...] = ()
    refused: tuple[Unread, ...] = ()
    stops: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.findings or self.refused or self.stops)

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(map(key, self.findings)) | frozenset(map(key, self.refused))

    def without(self, known: Collection[Key]) -> "Found":
        """What an earlier push is not flagged for already."""
        return Found(
            tuple(each for each in self.findings if key(each) not in known),
            tuple(each for each in self.refused if key(each) not in known),
            self.stops,
        )

    def among(self, own: "Found") -> "Found":
        """What is left of it, in whatever words by now, for a limit's say how much there is: what
        a later push did to the same files is not this one's."""
        places = {*map(_place, own.findings), *map(_place, own.refused)}
        return Found(
            tuple(each for each in self.findings if _place(each) in places),
            tuple(each for each in self.refused if _place(each) in places),
            self.stops,
        )


def key(said: Finding | Unread) -> Key:
    """What makes two findings the same one, on whichever line: another value is another one."""
    return (*_place(said), said.reason)


def _place(said: Finding | Unread) -> Key:
    if isinstance(said, Unread):
        return said.file, said.rule, "", ""
    return said.file, said.policy, said.field, said.document


def unjudged(file: str, error: Exception) -> Found:
    why = f"It could not be judged: a flaw of Clark's own ({type(error).__name__})."
    return Found(refused=(Unread(file, 1, 1, UNJUDGED, why),))


def runs(path: str) -> bool:
    """Whether a file says what runs with the repository's rights, or who has to agree."""
    return path.startswith(".github/") or path.rsplit("/", 1)[-1] == "CODEOWNERS"


def rules(path: str) -> bool:
    """Whether a file of the control repository says what is allowed, and who allows it."""
    return path in RULES or path.startswith(POLICIES)


def for_owners(path: str, role: Role) -> bool:
    """Whether somebody who may only write must not decide alone about a file."""
    return runs(path) or (role == "control" and rules(path))


def unanswered(path: str, commit: str) -> Finding:
    """Against a commit that decided it alone, until an owner's word or until it is as it was."""
    what = "what runs there, or who must agree" if runs(path) else "what every request is judged by"
    reason = f"Commit {commit[:12]} changed {what}, and no owner has said that it was meant."
    fix = "An owner says so, or puts it back."
    return Finding(path, "", "deny", OWNERS, "", 1, reason, fix)


def is_service_file(path: str) -> bool:
    """Whether a path of the GitOps repository is judged: all below regions/ but notes."""
    return path.startswith(SERVICES) and not path.endswith(NOTES)


def services(paths: Iterable[str], texts: Files) -> frozenset[str]:
    """The directories of services among the paths of a repository.

    One whose text holds no managed resource is none. What has no text here or cannot be read counts
    as one.
    """
    return frozenset(
        path.removesuffix("/service.yaml")
        for path in paths
        if path.endswith("/service.yaml")
        and directory(path) is not None
        and _is_one(texts.get(path))
    )


def _is_one(text: str | None) -> bool:
    if text is None:
        return True
    try:
        return any(
            each.api_version.partition("/")[0].endswith(".aws.crossplane.io") for each in read(text)
        )
    except Unreadable:
        return True


def stops(gone: Collection[str], there: Collection[str], services_before: int) -> bool:
    """Whether too many of the services that a commit removed are still missing."""
    return too_many(sum(each not in there for each in gone), services_before)


def denied(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in findings if each.level == "deny")


def left(before: Files, now: Files) -> dict[str, str | None]:
    """What main has now of files that are not as they were before."""
    return {path: now.get(path) for path in before if now.get(path) != before[path]}

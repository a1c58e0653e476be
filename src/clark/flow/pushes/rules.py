"""Which files of a repository are judged, and what of it is news. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from clark.policy import Finding, Unread
from clark.policy.layout import directory
from clark.policy.removal import too_many

SERVICES: Final = "regions/"
# Nobody applies these, wherever they are.
NOTES: Final = (".md", ".keep", ".gitkeep", ".txt")

Files = Mapping[str, str | None]
Key = tuple[str, str, str, str]


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

    def among(self, own: Collection[Key]) -> "Found":
        """What is left of it: what a later push did to the same files is not this one's."""
        return self.without(self.keys - frozenset(own))


def key(said: Finding | Unread) -> Key:
    """What makes two findings the same one, on whichever line and in whatever words by now: a
    limit's say how much there is."""
    if isinstance(said, Unread):
        return said.file, said.rule, "", ""
    return said.file, said.policy, said.field, said.document


def is_service_file(path: str) -> bool:
    """Whether a path of the GitOps repository is judged: all below regions/ but notes."""
    return path.startswith(SERVICES) and not path.endswith(NOTES)


def services(paths: Iterable[str]) -> frozenset[str]:
    """The directories of services among the paths of a repository."""
    return frozenset(
        path.removesuffix("/service.yaml")
        for path in paths
        if path.endswith("/service.yaml") and directory(path) is not None
    )


def removed(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """The directories of services that are in the one tree and not in the other."""
    return tuple(sorted(services(before) - services(after)))


def stops(gone: Collection[str], there: Iterable[str], services_before: int) -> bool:
    """Whether too many of the services that a commit removed are still missing."""
    now = services(there)
    return too_many(sum(each not in now for each in gone), services_before)


def denied(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in findings if each.level == "deny")


def left(before: Files, now: Files) -> dict[str, str | None]:
    """What main has now of files that are not as they were before."""
    return {path: now.get(path) for path in before if now.get(path) != before[path]}

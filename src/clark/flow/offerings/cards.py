"""What pages, API and CLI are given of offerings that change, and of their services. Frozen."""

from dataclasses import dataclass

from clark.flow.cards import BrokenFileCard, CopyAge, FileDiff, SectionValue
from clark.kinds import Impact


@dataclass(frozen=True)
class ProposalRow:
    """A branch of the control repository. `offerings` are those that it would change."""

    branch: str
    head: str
    offerings: tuple[str, ...]
    broken: int
    trouble: str


@dataclass(frozen=True)
class ProposalList:
    rows: tuple[ProposalRow, ...]
    repository: str
    copy: CopyAge | None


@dataclass(frozen=True)
class PreviewCard:
    """An offering as it would be after the merge. `change` is new, changed, removed or broken.

    `sections` is the form with the answers that `made` was rendered from; `made` is compared with
    what the offering in force renders of them. `source` is what changes in its own two files.
    """

    name: str
    title: str
    summary: str
    icon: str
    change: str
    broken: tuple[BrokenFileCard, ...]
    sections: tuple[SectionValue, ...]
    made: tuple[FileDiff, ...]
    source: tuple[FileDiff, ...]
    same: bool
    services: int


@dataclass(frozen=True)
class ProposalPage:
    row: ProposalRow
    offerings: tuple[PreviewCard, ...]
    repository: str
    copy: CopyAge | None


@dataclass(frozen=True)
class ConflictCard:
    """A place that people changed and the offering makes differently now."""

    path: str
    document: str
    field: str
    file: str
    before: str
    now: str


@dataclass(frozen=True)
class UpdateCard:
    """A service that an earlier revision made. `state` is ready, conflict, refused or asked.

    `said` is why it cannot be asked for; `request` is the open one that is in the way.
    """

    region: str
    environment: str
    name: str
    team: str
    revision: str
    commit: str
    state: str
    said: str
    request: int | None
    effect: str
    impacts: tuple[Impact, ...]
    needs_acceptance: bool
    conflicts: tuple[ConflictCard, ...]
    files: tuple[FileDiff, ...]


@dataclass(frozen=True)
class RevisionPage:
    """`sentence` is the blast radius; `ready` counts the services that can be asked for, `total`
    those that were looked for, of which `rows` may be a page."""

    name: str
    title: str
    revision: str
    kept: str
    sentence: str
    ready: int
    total: int
    rows: tuple[UpdateCard, ...]
    copy: CopyAge | None


@dataclass(frozen=True)
class Sent:
    """What became of one service: the number of its request, or why there is none."""

    region: str
    name: str
    number: int | None
    reason: str

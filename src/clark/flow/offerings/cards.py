"""What pages, API and CLI are given to show of proposed changes of offerings. Frozen."""

from dataclasses import dataclass

from clark.flow.cards import BrokenFileCard, CopyAge, FileDiff, SectionValue


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

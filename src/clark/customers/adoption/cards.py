"""What pages, API and CLI are given to show of an adoption. Frozen."""

import re
from dataclasses import dataclass
from datetime import datetime

from clark.customers.adoption.rules import Wish
from clark.errors import Problem
from clark.flow.cards import CopyAge, FileDiff


@dataclass(frozen=True)
class LookCard:
    """One region: when Clark looked, whether it is looking, and why it could not."""

    region: str
    looked_at: datetime | None
    looking: bool
    trouble: str
    found: int


@dataclass(frozen=True)
class ResourceRow:
    """`state` is free, managed, asked or cannot; `reason` says why it is not free.

    `service` is what manages it, `request` the number of the open request that adopts it.
    """

    key: str
    sort: str
    word: str
    icon: str
    identifier: str
    region: str
    summary: str
    state: str
    reason: str
    service: str
    request: int | None

    @property
    def anchor(self) -> str:
        """The key as an id of a page that style sheets and scripts can name."""
        return re.sub(r"[^a-zA-Z0-9-]", lambda found: f"_{ord(found[0]):x}", self.key)


@dataclass(frozen=True)
class ResourceRows:
    rows: tuple[ResourceRow, ...]
    total: int
    looks: tuple[LookCard, ...]
    regions: tuple[str, ...]

    @property
    def looking(self) -> bool:
        return any(each.looking for each in self.looks)

    @property
    def looked(self) -> bool:
        return any(each.looked_at for each in self.looks)

    @property
    def choosable(self) -> bool:
        return any(each.state == "free" for each in self.rows)


@dataclass(frozen=True)
class Chosen:
    """One resource of an adoption, with what was typed, or what its tags and name suggest."""

    row: ResourceRow
    wish: Wish


@dataclass(frozen=True)
class AdoptionPlan:
    """What the pull request would hold. With problems there is none: each names its field, as
    `resources.0.service`."""

    chosen: tuple[Chosen, ...]
    files: tuple[FileDiff, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    environments: tuple[str, ...]
    teams: tuple[str, ...]
    copy: CopyAge | None

    @property
    def possible(self) -> bool:
        return not self.problems

    @property
    def added(self) -> int:
        return sum(each.added for each in self.files)

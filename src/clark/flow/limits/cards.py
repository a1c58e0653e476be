"""What pages, API and CLI are given of limits. Frozen."""

from dataclasses import dataclass
from typing import Literal

from clark.flow.cards import BrokenFileCard, CopyAge

Standing = Literal["free", "full", "over"]


@dataclass(frozen=True)
class MeasureCard:
    """One amount: `used` on main, `promised` by approved requests, `most` that is allowed.

    The unit is in the texts: services, GB, or US dollars a month.
    """

    measure: str
    used: int | float
    promised: int | float
    most: int | float
    said: str
    standing: Standing


@dataclass(frozen=True)
class LimitRow:
    """One limit and one group of it. `sizes` are those that may be asked for, where they are named.

    `line` is that of limits.yaml. `request` is the open one that asks for it to be raised.
    """

    name: str
    scope: str
    reason: str
    line: int
    measures: tuple[MeasureCard, ...]
    sizes: tuple[str, ...]
    standing: Standing
    request: int | None = None


@dataclass(frozen=True)
class LimitPage:
    """`total` counts all rows, `rows` are those that the search found. `over` counts all."""

    rows: tuple[LimitRow, ...]
    total: int
    over: int
    broken: tuple[BrokenFileCard, ...]
    repository: str
    path: str
    copy: CopyAge | None

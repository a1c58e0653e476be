"""What pages, API and CLI are given of one request. Frozen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clark.flow.cards import FileDiff, LogLine, RequestRow, Step, Verdict
from clark.flow.checklists import ScoreChange
from clark.flow.costing import CostCard
from clark.flow.outlook import AlternativeCard, WindowCard
from clark.flow.spots import Spot
from clark.kinds import Impact
from clark.policy.radius import Radius


@dataclass(frozen=True)
class NeedCard:
    """What has to be approved, and by whom: `rule` of approvals.yaml, "" where none speaks of it.

    `left` approvals are missing of `count`.
    """

    rule: str
    who: str
    count: int
    left: int
    reason: str


@dataclass(frozen=True)
class DecisionCard:
    """`person` is "" where one of the customer's rules approved, which `comment` names.

    Verdicts: approve, change, reject, automatic, emergency, afterwards.
    """

    person: str
    verdict: str
    comment: str
    at: datetime
    head: str
    void_because: str


@dataclass(frozen=True)
class LineCommentCard:
    """What somebody said of a line. `stands`: the change shows that line as it was then."""

    person: str
    spot: Spot
    quoted: str
    said: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class RequestPage:
    """Everything about one request. `may` holds the verbs the viewer can use now.

    `service_exists`: its service has a page, because main or a cluster has it.
    Verbs: approve, ask, reject, override, look_back, withdraw, resubmit, comment. `may_not` says in
    words why approve is missing. `needs` is empty once it is decided. `unseen`: merged in an
    emergency, and nobody else has looked at it yet.
    """

    row: RequestRow
    id: str
    action: str
    offering: str
    reason: str
    accepted: tuple[str, ...]
    steps: tuple[Step, ...]
    verdict: Verdict
    impacts: tuple[Impact, ...]
    cost: CostCard | None
    score: ScoreChange | None
    radius: Radius | None
    files: tuple[FileDiff, ...]
    comments: tuple[LineCommentCard, ...]
    needs: tuple[NeedCard, ...]
    unseen: bool
    decisions: tuple[DecisionCard, ...]
    log: tuple[LogLine, ...]
    pull_number: int | None
    pull_url: str
    head: str
    diff_hash: str
    merge_commit: str
    parameters: dict[str, Any]
    follows: int | None
    followed_by: int | None
    service_exists: bool
    may: frozenset[str]
    may_not: str
    windows: tuple[WindowCard, ...] = ()
    alternatives: tuple[AlternativeCard, ...] = ()

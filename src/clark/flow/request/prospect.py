"""What comes of a request, as its page says it: in AWS, on the bill, and for who depends on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from clark.flow.alternatives import less_interruption
from clark.flow.checklists import ScoreChange, score_change
from clark.flow.costing import CostCard, cost
from clark.flow.dependents import dependents
from clark.flow.events import ENDED, OPEN
from clark.flow.judge import from_json
from clark.flow.outlook import AlternativeCard, WindowCard
from clark.flow.request.drafting import Ground
from clark.flow.windows import windows
from clark.kinds import Impact
from clark.policy.radius import Radius
from clark.store.models import Request


class Prospect(TypedDict):
    """These of the fields of `RequestPage`."""

    impacts: tuple[Impact, ...]
    windows: tuple[WindowCard, ...]
    alternatives: tuple[AlternativeCard, ...]
    cost: CostCard | None
    score: ScoreChange | None
    radius: Radius | None


def prospect(found: Request, on: Ground, at: datetime) -> Prospect:
    before, after = found.base_files, found.files
    impacts, open_ = from_json(found.verdict).impacts, found.state in OPEN
    return Prospect(
        impacts=impacts,
        windows=_windows(found, impacts, at),
        alternatives=less_interruption(found.customer_id, before, after) if open_ else (),
        cost=cost(before, after, on.control.prices),
        score=score_change(before, after, found.service, at.date()),
        radius=dependents(found, on.main),
    )


# Private functions


def _windows(found: Request, impacts: Iterable[Impact], at: datetime) -> tuple[WindowCard, ...]:
    if found.state in ENDED:
        return ()
    return windows((found.customer_id, found.region), found.files, impacts, at)

"""Limits: free, full, over, of sizes only, broken, and none."""

from dataclasses import replace
from typing import Any, Final

from clark.flow.cards import BrokenFileCard
from clark.flow.limits.cards import LimitPage, LimitRow, MeasureCard
from clark.flow.limits.queries import WORST
from tests.unit.web.samples.ground import COPY, NASTY

CONTROL: Final = "techcorp/clark-platform-control"
SERVICES = MeasureCard("services", 3, 1, 2, "3 of 2, and 1 approved and not merged yet", "over")
STORAGE = MeasureCard("storageGB", 1200, 0, 2000, "1,200 GB of 2,000 GB", "free")
OVER = LimitRow(
    "few",
    "PostgreSQL databases in prod of team payments",
    NASTY,
    8,
    (SERVICES, STORAGE),
    (),
    "over",
)
FULL = replace(
    OVER,
    name="caches",
    scope=NASTY,
    measures=(MeasureCard("services", 2, 0, 2, "2 of 2", "full"),),
    standing="full",
    request=7,
)
SIZES = replace(
    OVER, name="small", measures=(), sizes=("db.t3.micro", "db.t3.small"), standing="free"
)
PAGE = LimitPage((OVER, FULL, SIZES), 3, 1, (), CONTROL, "limits.yaml", COPY)
FLAW = BrokenFileCard(CONTROL, "limits.yaml", 9, NASTY)


def _shown(page: LimitPage, **more: Any) -> dict[str, Any]:
    plain = {"q": "", "standing": "", "standings": WORST, "filtered": False}
    return {"shown": page, **plain, **more}


PAGES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "limits": ("list", _shown(PAGE, q=NASTY, standing="over", filtered=True)),
    "limits-filtered": ("rows", _shown(replace(PAGE, rows=()), q=NASTY, filtered=True)),
    "limits-none": ("list", _shown(replace(PAGE, rows=(), total=0, over=0))),
    "limits-broken": ("list", _shown(replace(PAGE, rows=(), total=0, over=0, broken=(FLAW,)))),
}

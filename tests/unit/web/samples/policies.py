"""Policies: that deny, warn, say nothing, of a branch, broken, and none."""

from dataclasses import replace
from typing import Any, Final

from clark.flow.cards import BrokenFileCard
from clark.flow.policies.cards import PolicyPage, PolicyRow, Spoken
from clark.flow.policies.queries import SPEAKS
from tests.unit.web.samples.ground import COPY, LONG, NASTY

CONTROL: Final = "techcorp/clark-platform-control"
DENIES = PolicyRow(
    name="database-standby",
    title=NASTY,
    does="denies",
    about="PostgreSQL databases",
    says=(LONG, NASTY),
    file="policies/database-standby.yaml",
    asked=40,
    spoken=31,
    before=14,
    change="changed",
    examples=(Spoken("us-east-1", "orders-db-prod", NASTY), Spoken("eu-west-1", "b", LONG)),
)
WARNS = replace(DENIES, name="a", does="warns", spoken=1, change="", title="", says=())
QUIET = replace(DENIES, name="b", spoken=0, before=0, change="new", examples=())
GONE = replace(DENIES, name="c", spoken=0, change="removed", examples=())
PAGE = PolicyPage(
    (DENIES, WARNS, QUIET), 3, 1000, 1200, 31, "", ("feature/rules", NASTY), (), CONTROL, COPY
)
BRANCH = replace(PAGE, rows=(DENIES, QUIET, GONE, WARNS), branch="feature/rules")
FLAW = BrokenFileCard(CONTROL, "policies/a.yaml", 9, NASTY)


def _shown(page: PolicyPage, **more: Any) -> dict[str, Any]:
    plain = {"q": "", "does": "", "speaks": SPEAKS, "filtered": False}
    return {"shown": page, **plain, **more}


PAGES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "policies": ("list", _shown(PAGE, q=NASTY, does="denies", filtered=True)),
    "policies-branch": ("list", _shown(BRANCH)),
    "policies-broken": ("list", _shown(replace(BRANCH, broken=(FLAW,)))),
    "policies-filtered": ("rows", _shown(replace(PAGE, rows=()), q=NASTY, filtered=True)),
    "policies-none": ("list", _shown(replace(PAGE, rows=(), total=0))),
}

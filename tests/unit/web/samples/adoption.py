"""What exists in an account, with text from elsewhere in every place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clark.customers.adoption import AdoptionPlan, Chosen, LookCard, ResourceRow, ResourceRows, Wish
from clark.errors import Problem, Refused
from clark.web.views.adoption import SORTS, STATES, _context
from tests.unit.web.samples import ground as s
from tests.unit.web.samples.change import MANIFEST, file_diff

NASTY: Final = s.NASTY
FREE: Final = ResourceRow(
    key="us-east-1/database/billing-prod",
    sort="database",
    word="Database",
    icon="database",
    identifier="billing-prod",
    region="us-east-1",
    summary="PostgreSQL 15.7 · db.m5.large · 200 GB · Multi-AZ",
    state="free",
    reason="",
    service="",
    request=None,
)
STRANGE: Final = replace(FREE, key=f"us-east-1/cache/{NASTY}", sort="cache", identifier=NASTY)
MANAGED: Final = replace(
    FREE, key="b", identifier="orders-db-prod", state="managed", service="orders-db-prod",
    reason="It is defined already, as orders-db-prod.",
)  # fmt: skip
ASKED: Final = replace(
    FREE, key="c", identifier="scans", state="asked", request=12, reason="Request 12 adopts it."
)
CANNOT: Final = replace(
    FREE, key="d", sort="aurora", word="Aurora cluster", identifier="ledger", summary="",
    state="cannot", reason=f"An Aurora cluster is several objects. {NASTY}",
)  # fmt: skip
LOOKS: Final = (
    LookCard("us-east-1", s.before(minutes=2), False, "", 5),
    LookCard("us-west-2", s.before(hours=3), False, f"AWS does not let Clark look. {NASTY}", 0),
    LookCard("eu-west-1", None, True, "", 0),
)
REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1")
ROWS: Final = ResourceRows((FREE, STRANGE, MANAGED, ASKED, CANNOT), 5, LOOKS, REGIONS)
QUIET: Final = (LookCard("us-east-1", s.before(minutes=2), False, "", 0),)
NEVER: Final = (LookCard("us-east-1", None, False, "", 0),)
LIST: Final[Mapping[str, Any]] = {
    "q": NASTY, "region": "us-east-1", "sort": "", "state": "free", "filtered": False,
    "sorts": SORTS, "states": STATES,
}  # fmt: skip
PLAN: Final = AdoptionPlan(
    chosen=(
        Chosen(FREE, Wish("billing", "prod", "orders", "billing")),
        Chosen(STRANGE, Wish("", NASTY, "", NASTY)),
    ),
    files=(file_diff(None, MANIFEST),),
    problems=(),
    warnings=(Problem("resources.0.policy", NASTY),),
    environments=("dev", "staging", "prod"),
    teams=("backend", "orders"),
    copy=s.COPY,
)
WRONG: Final = replace(
    PLAN,
    files=(),
    copy=None,
    problems=(
        Problem("resources.1.service", "Nothing says which service it is.", "Small letters."),
        Problem("resources.1.environment", f"“{NASTY}” is no environment of yours."),
        Problem("resources.0.spec.forProvider.publiclyAccessible", "It is public.", "Change it."),
    ),
)
FORM: Final[Mapping[str, Any]] = {"submission": "5e0f", "reason": NASTY, "refusal": None}
REFUSAL: Final = Refused("This cannot be adopted as it is.", WRONG.problems)
_NAMED: Final = _context(WRONG)["problems"]

# Name -> template, address, context.
PAGES: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = {
    "adopt": ("list", "/adopt/", {**LIST, "shown": ROWS}),
    "adopt-none": ("list", "/adopt/", {**LIST, "shown": ResourceRows((), 0, QUIET, REGIONS)}),
    "adopt-never": ("list", "/adopt/", {**LIST, "shown": ResourceRows((), 0, NEVER, REGIONS)}),
    "adopt-filtered": (
        "rows",
        "/adopt/",
        {**LIST, "filtered": True, "shown": ResourceRows((), 5, QUIET, REGIONS)},
    ),
    "adopt-page": ("form", "/adopt/form/", {**_context(PLAN), **FORM}),
    "adopt-page-refused": (
        "form",
        "/adopt/form/",
        {**_context(WRONG), **FORM, "refusal": REFUSAL, "summary": _NAMED},
    ),
    "adopt-update": ("update", "/adopt/draft/", _context(WRONG)),
}

"""Sample customers on their way to Clark: every state that a page can show."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import QueryDict

from clark.customers.onboarding.cards import (
    OnboardingPage,
    OnboardingRow,
    PlaceCard,
    PlanCard,
    PlannedStep,
    StepCard,
)
from clark.errors import Problem, Refused
from clark.web.views.customers import _form, _shown
from tests.unit.web.samples import ground as s

NASTY: Final = s.NASTY
ROW: Final = OnboardingRow(
    slug="northwind",
    name=NASTY,
    state="failed",
    tone="bad",
    account="444455556666",
    organization="northwind",
    regions=("eu-west-1", "us-east-1"),
    waiting=NASTY,
    who="Customer’s owner",
    created_at=s.before(minutes=3),
    here=False,
)
ON_ITS_WAY: Final = replace(ROW, state="onboarding", tone="busy")
READY: Final = replace(ROW, slug="techcorp", state="ready", tone="ok", waiting="", here=True)
LEFT: Final = replace(READY, slug="acme", state="left", tone="idle", left_at=s.before(hours=50))
PLACES: Final = (
    PlaceCard("acme/gitops", "done", "owned by acme, Clark may write", s.before(minutes=2), 1.0),
    PlaceCard("eu-west-1", "done", NASTY, s.before(minutes=2), 1.4),
    PlaceCard("us-east-1", "now", "", s.before(minutes=2), None),
    PlaceCard("", "next", "", None, None),
)
PAGE: Final = OnboardingPage(
    row=ROW,
    steps=tuple(
        StepCard("k", NASTY, NASTY, state, PLACES) for state in ("done", "failed", "now", "next")
    ),
    repositories=("northwind/gitops", NASTY),
    networks=(("eu-west-1", "10.64.0.0/16"),),
    environments=("dev", NASTY),
    people=2,
    teams=2,
    started_by=NASTY,
    seconds=None,
    may_try_again=True,
)
PLAN: Final = PlanCard(NASTY, (PlannedStep(NASTY, NASTY, ("eu-west-1", "/")),), ())
LONG_PLAN: Final = replace(PLAN, steps=PLAN.steps * 12)
REFUSAL: Final = Refused("2 things to fix", (Problem("name", NASTY, "Fix."), Problem("", NASTY)))
TYPED: Final = QueryDict("in-us-east-1=on", mutable=True)
TYPED.update({"name": NASTY, "people": NASTY})


def _one(shown: OnboardingPage) -> Mapping[str, Any]:
    return {"shown": shown, "topic": "onboarding/northwind"}


# name → (template below web/customers, address, context)
PAGES: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = {
    "customers": ("list", "/customers/", {"rows": (ROW, ON_ITS_WAY, READY, LEFT)}),
    "customers-none": ("list", "/customers/", {"rows": ()}),
    "customer-failed": ("page", "/customers/northwind/", _one(PAGE)),
    "customer-on-its-way": (
        "page",
        "/customers/northwind/",
        _one(replace(PAGE, row=ON_ITS_WAY, may_try_again=False)),
    ),
    "customer-ready": (
        "page",
        "/customers/northwind/",
        _one(replace(PAGE, row=replace(READY, here=False), seconds=12.0)),
    ),
    **{
        f"customer-{state}": (
            "page",
            "/customers/acme/",
            _one(replace(PAGE, row=replace(LEFT, state=state, name="Acme", here=False))),
        )
        for state in ("leaving", "left")
    },
    "customer-new": ("new", "/customers/new/", _form(QueryDict(), ())),
    "customer-new-planned": (
        "new",
        "/customers/new/",
        {**_form(TYPED, ()), "plan": LONG_PLAN, "begun": True},
    ),
    "customer-refused": (
        "new",
        "/customers/new/",
        {**_form(TYPED, _shown(REFUSAL, TYPED)), "refusal": REFUSAL},
    ),
    "customer-plan": (
        "preview",
        "/customers/plan/",
        {"plan": PLAN, "problems": (), "begun": True},
    ),
    "customer-plan-refused": (
        "preview",
        "/customers/plan/",
        {"plan": PLAN, "problems": (("name", NASTY), ("", NASTY)), "begun": True},
    ),
}

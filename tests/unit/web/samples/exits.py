"""Pages of a customer that leaves Clark."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clark.customers.exit import ExitCheckCard, ExitPage, ExitPlace, ExitStepCard
from clark.customers.exit.rules import Difference
from clark.customers.exit.stops import Stop
from clark.errors import Problem, Refused
from tests.unit.web.samples.ground import NASTY, before

REPOSITORIES = ("techcorp/gitops", "techcorp/clark-platform-control", "techcorp/infra")
CHECK = ExitCheckCard(
    pending=False,
    trouble="",
    asked_at=before(minutes=2),
    checked_at=before(minutes=2),
    head="a41f9c2d31be77b0",
    services=68,
    equal=True,
    differences=(),
    goes_on=("The clusters follow techcorp/gitops with an access of their own.", NASTY),
    stops=(
        Stop(
            "The forms that ask for a service", "Edit service.yaml and open a pull request.", True
        ),
        Stop(
            "A second person's approval", f"techcorp/gitops has no CODEOWNERS yet. {NASTY}", False
        ),
    ),
)


def _steps(*states: str) -> tuple[ExitStepCard, ...]:
    titles = ("Requests and plans", "Handover", "Clusters", "Clark's access")
    return tuple(
        ExitStepCard(
            title.lower(),
            title,
            "What it does, in a sentence.",
            state,
            tuple(
                ExitPlace(
                    each, state, "" if state == "next" else "said", 2.5 if state == "done" else None
                )
                for each in REPOSITORIES
            ),
        )
        for title, state in zip(titles, states, strict=True)
    )


READY = ExitPage(
    customer="TechCorp",
    slug="techcorp",
    standing="ready",
    repositories=REPOSITORIES,
    under_way=("Request 483, Resize orders-db-prod: it would be withdrawn.", NASTY),
    check=CHECK,
    steps=_steps("next", "next", "next", "next"),
    waiting="",
    who="",
    started_by="",
    started_at=None,
    ended_at=None,
    may_stay=False,
)
LEAVING = replace(
    READY,
    standing="leaving",
    steps=_steps("done", "now", "next", "next"),
    waiting=f"Merge http://host/techcorp/gitops/pulls/7 yourself: {NASTY}",
    who="Customer’s owner",
    started_by="Ana Silva",
    started_at=before(minutes=1),
    may_stay=True,
)
LEFT = replace(
    LEAVING,
    standing="left",
    steps=_steps("done", "done", "done", "done"),
    waiting="",
    ended_at=before(seconds=10),
    may_stay=False,
)
DIFFERENT = replace(
    CHECK,
    equal=False,
    differences=(
        Difference("us-east-1", "orders-db-prod", "sync", "Synced", "OutOfSync"),
        Difference("eu-west-1", "docs-dev", "", "only on the dashboard", ""),
        Difference("eu-west-1", "photos-dev", "summary", NASTY, ""),
    ),
)
NOT_CONFIRMED = Refused(
    "Leaving Clark has to be confirmed.",
    (Problem("confirm", "Type the customer's name as it is: TechCorp"),),
)
PAGES: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "exit": ("page", {"shown": READY}),
    "exit-unchecked": ("page", {"shown": replace(READY, check=None, under_way=())}),
    "exit-comparing": ("page", {"shown": replace(READY, check=replace(CHECK, pending=True))}),
    "exit-differing": ("page", {"shown": replace(READY, check=DIFFERENT)}),
    "exit-refused": ("page", {"shown": READY, "refusal": NOT_CONFIRMED, "typed": NASTY}),
    "exit-leaving": ("page", {"shown": LEAVING}),
    "exit-left": ("page", {"shown": LEFT}),
    "exit-again": ("live", {"shown": LEAVING}),
}

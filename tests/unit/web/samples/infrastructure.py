"""Sample stacks and plans: everything a page can show, with text from elsewhere in every place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clark.customers.infrastructure.cards import (
    AttributeCard,
    ChangeCard,
    PlanDecisionCard,
    PlanPage,
    PlanProblem,
    PlanRow,
    StackPage,
    StackRow,
    StackRows,
)
from clark.customers.infrastructure.rules import Danger
from clark.errors import Problem, Refused
from tests.unit.web.samples import ground as s
from tests.unit.web.samples.requests import LOG

NASTY: Final = s.NASTY
DIGEST: Final = "8abfc6207cbb" + "0" * 52
STACK_ROW: Final = StackRow(
    environment="prod",
    region="us-east-1",
    layer="network",
    path="live/prod/us-east-1/network",
    state="drifted",
    tone="bad",
    drifted=2,
    applied_at=s.before(hours=3),
    checked_at=s.before(minutes=5),
    commit="b2a2787f",
    trouble=NASTY,
    plan=4,
    plan_state="in review",
    plan_tone="review",
)
NEW_ROW: Final = replace(
    STACK_ROW, layer="cluster", state="never applied", tone="idle", applied_at=None,
    checked_at=None, drifted=0, trouble="", plan=None,
)  # fmt: skip
STACKS: Final = StackRows(
    "techcorp/clark-platform-infra",
    [STACK_ROW, NEW_ROW, replace(NEW_ROW, region="eu-west-1")],
    3,
    ["prod"],
    ["eu-west-1", "us-east-1"],
    s.COPY,
)
ATTRIBUTES: Final = (
    AttributeCard("bucket", '"shop-logs"', f'"{NASTY}"', False, True, "name"),
    AttributeCard("value", "hidden", "hidden", True, False, ""),
    AttributeCard("tags.owner", None, '"mallory"', False, False, ""),
)
REPLACED: Final = ChangeCard(
    address=f"module.store.aws_s3_bucket.this[{NASTY!r}]",
    type="aws_s3_bucket",
    name=NASTY,
    action="replace",
    sentence=f"Destroys and makes anew the bucket “{NASTY}”.",
    tone="bad",
    loud=True,
    holds_data=True,
    attributes=ATTRIBUTES,
)
CHANGED: Final = replace(REPLACED, action="update", tone="warn", loud=False, holds_data=False)
MADE: Final = replace(CHANGED, action="create", tone="ok", attributes=())
GONE: Final = replace(CHANGED, action="delete", tone="bad")
READ: Final = replace(MADE, action="read", tone="idle")
PLAN_ROW: Final = PlanRow(
    number=4,
    environment="prod",
    region="us-east-1",
    layer="network",
    title="Network of us-east-1, prod",
    state="in review",
    tone="review",
    author=NASTY,
    waiting=NASTY,
    who="Clark",
    created_at=s.before(minutes=3),
    updated_at=s.before(minutes=1),
)
PLAN: Final = PlanPage(
    row=PLAN_ROW,
    path="live/prod/us-east-1/network",
    reason=NASTY,
    headline=f"Creates the network of {NASTY}.",
    counts={"delete": 1, "replace": 1, "update": 1, "create": 1},
    changes=(replace(GONE, loud=True), REPLACED, CHANGED, MADE, READ),
    drifted=(CHANGED, GONE),
    changed_outputs=("vpc",),
    dangers=(
        Danger("a", NASTY, "bucket", "the bucket with every object in it", True),
        Danger("b", "orders", "database", "the database with everything in it", False),
    ),
    approvals=1,
    approvals_needed=2,
    decisions=(
        PlanDecisionCard("Ravi Patel", "approve", ("orders", NASTY), NASTY, s.before(minutes=1)),
        PlanDecisionCard("Ana Souza", "reject", (), NASTY, s.before(seconds=20)),
    ),
    commit="b2a2787f" * 5,
    digest=DIGEST,
    terraform="1.11.4",
    preview=False,
    adopts={},
    pull_url="",
    progress=NASTY,
    said="",
    problems=(),
    planned_at=s.before(minutes=2),
    log=LOG,
    may=("approve", "reject", "apply", "withdraw"),
    may_not="",
)
ASKED: Final = replace(
    PLAN, row=replace(PLAN_ROW, state="asked", tone="busy"), headline="", digest="", changes=(),
    drifted=(), dangers=(), decisions=(), may=("withdraw",),
)  # fmt: skip
REFUSED: Final = replace(
    ASKED,
    row=replace(PLAN_ROW, state="refused", tone="bad", waiting=""),
    said=f"2 things in its code. {NASTY}",
    problems=(
        PlanProblem("live/prod/us-east-1/network/main.tf:3", NASTY, "Remove it."),
        PlanProblem("", "Something else.", ""),
    ),
    may=(),
)
RAW: Final = replace(  # as Terraform says it: one long word, and one more
    REFUSED,
    said=f"Error: {'error_of_provider' * 8}",
    problems=(PlanProblem("live/prod/us-east-1/network/" * 4, "sts:GetCallerIdentity" * 9, ""),),
)
ADOPTED: Final = replace(
    ASKED,
    row=replace(PLAN_ROW, state="proposed", tone="ok", waiting=""),
    headline="Writes owner into main as the cloud has it.",
    adopts={"owner": NASTY},
    pull_url="https://git.example/techcorp/infra/pull/7",
    may=(),
    may_not="You asked for this plan.",
)
STACK: Final = StackPage(
    row=STACK_ROW,
    repository="techcorp/clark-platform-infra",
    outputs={"vpc": NASTY, "zones": ["a", "b"]},
    drift=(CHANGED, GONE),
    plans=(PLAN_ROW,),
    copy=s.COPY,
    next_check=s.NOW,
    open_plan=4,
)
FRESH: Final = replace(
    STACK, row=NEW_ROW, outputs={}, drift=(), plans=(), copy=None, next_check=None, open_plan=None
)
LIST: Final[Mapping[str, Any]] = {"q": NASTY, "filtered": False, "states": ("drifted",)}
NOT_CONFIRMED: Final = Refused(
    "Nobody confirmed that.", [Problem("confirm", NASTY, "Type its name."), Problem("x", "y")]
)
# Name -> template, address, context.
PAGES: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = {
    "infrastructure": ("list", "/infrastructure/", {**LIST, "shown": STACKS}),
    "infrastructure-none": (
        "list",
        "/infrastructure/",
        {**LIST, "shown": replace(STACKS, rows=[], copy=None)},
    ),
    "infrastructure-unset": (
        "list",
        "/infrastructure/",
        {**LIST, "shown": replace(STACKS, repository="", rows=[], copy=None)},
    ),
    "infrastructure-filtered": (
        "rows",
        "/infrastructure/",
        {**LIST, "filtered": True, "shown": replace(STACKS, rows=[])},
    ),
    "stack": ("stack", "/infrastructure/prod/us-east-1/network/", {"shown": STACK}),
    "stack-new": ("stack", "/infrastructure/prod/us-east-1/cluster/", {"shown": FRESH}),
    **{
        f"stack-{state.replace(' ', '-')}": (
            "stack",
            "/infrastructure/prod/us-east-1/network/",
            {"shown": replace(STACK, row=replace(STACK_ROW, state=state), open_plan=None)},
        )
        for state in ("code moved on", "left main")
    },
    "plan": ("plan", "/infrastructure/plans/4/", {"shown": PLAN, "topic": "plan/4"}),
    "plan-unconfirmed": (
        "plan",
        "/infrastructure/plans/4/",
        {"shown": PLAN, "topic": "plan/4", "refusal": NOT_CONFIRMED, "comment": NASTY},
    ),
    "plan-asked": ("plan", "/infrastructure/plans/4/", {"shown": ASKED, "topic": "plan/4"}),
    "plan-refused": ("plan", "/infrastructure/plans/4/", {"shown": REFUSED, "topic": "plan/4"}),
    "plan-refused-raw": ("plan", "/infrastructure/plans/4/", {"shown": RAW, "topic": "plan/4"}),
    "plan-adopted": ("plan", "/infrastructure/plans/4/", {"shown": ADOPTED, "topic": "plan/4"}),
    "plan-preview": (
        "plan",
        "/infrastructure/plans/4/",
        {"shown": replace(PLAN, preview=True, may=(), dangers=()), "topic": "plan/4"},
    ),
}

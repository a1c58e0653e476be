"""A limit that says no, the form that asks for more, and the request that comes of it."""

from dataclasses import replace
from typing import Final

from clark.flow.cards import Draft, FindingCard, SectionValue, Verdict
from clark.flow.request.cards import NeedCard
from clark.policy import Finding
from tests.unit.web.samples.change import FOLDER, TO_FIX, file_diff
from tests.unit.web.samples.forms import DRAFT, field
from tests.unit.web.samples.ground import NASTY
from tests.unit.web.samples.requests import QUEUED as WAITS
from tests.unit.web.samples.requests import REQUEST, STEPS

LIMITS: Final = (
    "spec:\n  limits:\n    - name: few   # of each team\n      most:\n        services: 2\n"
)
RAISED: Final = replace(
    file_diff(LIMITS, LIMITS.replace("services: 2", "services: 3")), path="limits.yaml"
)
WARNED = FindingCard(
    Finding("limits.yaml", "", "warn", "limit", "", 1, NASTY, ""), "Nobody can approve it yet"
)
FOR_OWNERS = Verdict(
    "review", "An owner will look at this", "It is one edit of limits.yaml.", (WARNED,), ()
)
RAISE_DRAFT: Final[Draft] = replace(
    DRAFT,
    offering="",
    action="raise",
    title="Raise the limit few to 3 services",
    name="few",
    sections=(
        SectionValue(
            "What it allows",
            (
                field("services", "Services", "number", "3", minimum=2, help="Now 2."),
                field("monthlyUSD", "Cost a month", "number", "90", unit="USD", help="Now $90."),
                field("sizes", "Sizes to allow as well", "text", NASTY, problem="It is no size."),
            ),
        ),
    ),
    verdict=FOR_OWNERS,
    cost=None,
    files=(RAISED,),
)
OVER = FindingCard(
    Finding(
        f"{FOLDER}/service.yaml", "RDSInstance/orders", "deny", "limit", "", 1,
        "There would be 3 PostgreSQL databases in prod; the limit few allows 2. Main has 2.",
        "Ask for less, remove something first, or ask an owner to raise the limit few.",
        "few", "services=3",
    ),
    "Limit",
)  # fmt: skip
OVER_DRAFT: Final[Draft] = replace(DRAFT, verdict=replace(TO_FIX, findings=(OVER,)))
ROW = replace(
    REQUEST.row, title="Raise the limit few to 3 services", service="few", region="", environment=""
)
QUEUED = replace(WAITS, title=ROW.title, service="few", region="", environment="")
RAISE_REQUEST = replace(
    REQUEST,
    row=replace(ROW, waiting="It needs 1 approval by owners.", who="an owner"),
    action="raise",
    offering="",
    accepted=(),
    steps=(
        STEPS[0],
        replace(STEPS[1], state="now", detail="It needs 1 approval by owners.", seconds=None),
        replace(STEPS[5], label="Merged"),
        replace(STEPS[5], label="In force"),
    ),
    verdict=FOR_OWNERS,
    impacts=(),
    cost=None,
    files=(RAISED,),
    needs=(NeedCard("", "1 approval by owners", 1, 1, "Limits are raised by an owner."),),
    decisions=(),
    parameters={"services": 3},
    service_exists=False,
    may=frozenset({"approve", "ask", "reject", "withdraw"}),
)
HELD_REQUEST = replace(
    RAISE_REQUEST,
    row=replace(ROW, state="done", tone="ok", who="", ended=True),
    steps=(*STEPS[:3], replace(STEPS[2], label="In force", detail="Maya Chen was told")),
    verdict=replace(FOR_OWNERS, state="ok", headline="Policies allow it", findings=()),
    needs=(),
    parameters={"services": 3, "back": "/catalog/databases/?service=orders"},
    merge_commit="77b0c1d2",
    may=frozenset({"resubmit"}),
)

"""Requests: rows, timelines, logs and decisions."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

from clark.flow.cards import LogLine, QueueRow, RequestRow, Step
from clark.flow.request.cards import DecisionCard, LineCommentCard, NeedCard, RequestPage
from clark.flow.spots import Spot, spots
from tests.unit.web.samples.change import (
    CALM,
    COST,
    GOOD,
    IMPACT,
    MANIFEST,
    RESIZED,
    TO_FIX,
    file_diff,
)
from tests.unit.web.samples.forms import ALTERNATIVE, WINDOW
from tests.unit.web.samples.ground import LONG, NASTY, before
from tests.unit.web.samples.practices import RADIUS, SCORE

ROW = RequestRow(
    number=482,
    title="Resize order-service-db-prod to db.t3.large",
    service="order-service-db-prod",
    region="us-east-1",
    environment="prod",
    author="Maya Chen",
    team="orders",
    state="merged",
    stage="provision",
    tone="busy",
    waiting="AWS is resizing the standby first.",
    who="AWS",
    ended=False,
    created_at=before(minutes=14),
    updated_at=before(minutes=6),
)
WAITING = replace(ROW, number=483, state="in review", stage="review", tone="review", waiting="")
QUEUED = QueueRow(**asdict(WAITING), target=14_400, late=False)
LATE = replace(QUEUED, number=484, title=NASTY, target=600, late=True)
DONE = replace(
    ROW, number=470, title="Create java-service-cache-prod", state="done", tone="ok", waiting=""
)
STOPPED = replace(ROW, number=461, title=NASTY, state="rejected", tone="bad", waiting="Too big.")

STEPS = (
    Step("request", "Requested", "done", "Maya Chen", before(minutes=14), 1.2),
    Step("review", "Reviewed", "done", "Ravi Patel", before(minutes=13), 420),
    Step("merge", "Merged", "done", "PR #482", before(minutes=7), 63),
    Step("provision", "Applied", "now", "AWS resizes the standby first", before(minutes=6), None),
    Step("credentials", "Credentials", "next", "", None, None),
    Step("notify", "Ready", "next", "", None, None),
)
FAILED_STEPS = (
    STEPS[0],
    replace(STEPS[1], state="failed", detail="Rejected by Ravi Patel"),
    *(
        replace(step, state="skipped", detail="", started_at=None, seconds=None)
        for step in STEPS[2:]
    ),
)
LOG = (
    LogLine(
        before(minutes=14), "Maya Chen", "asked", f"November needs it.\n{NASTY} {LONG}", "person"
    ),
    LogLine(before(minutes=13), "Clark", "checked policies and impact"),
    LogLine(before(minutes=7), "Ravi Patel", "approved", "Size fits the last 30 days.", "person"),
)
DECISIONS = (
    DecisionCard(
        "Ravi Patel", "approve", "Fits.", before(minutes=9), "0d1e2f3a", "The head moved."
    ),
    DecisionCard(
        "Ana Souza", "change", f"Use the window. {LONG}", before(minutes=8), "0d1e2f3a", ""
    ),
    DecisionCard("Ravi Patel", "reject", NASTY, before(minutes=7), "a41f9c2d", ""),
    DecisionCard("", "automatic", NASTY, before(minutes=6), "a41f9c2d", ""),
    DecisionCard("Ana Souza", "emergency", NASTY, before(minutes=5), "a41f9c2d", ""),
    DecisionCard("Ravi Patel", "afterwards", LONG, before(minutes=4), "a41f9c2d", ""),
)
NEEDS = (
    NeedCard("production-data", "2 approvals by owners", 2, 1, NASTY),
    NeedCard("payments", "1 approval by ana@techcorp.example", 1, 0, ""),
)
FILE = file_diff(MANIFEST, RESIZED)
SPOT, QUOTED = next(each for each in spots([FILE]) if each[0].side == "old")
COMMENTS = (
    LineCommentCard("Ravi Patel", SPOT, QUOTED, f"Why? {NASTY} {LONG}", before(minutes=9), True),
    LineCommentCard("Maya Chen", SPOT, QUOTED, "It is full.", before(minutes=8), True),
    LineCommentCard("Ravi Patel", Spot(FILE.path, "new", 3), NASTY, LONG, before(minutes=7), False),
)
REQUEST = RequestPage(
    row=WAITING,
    id="6c6a2d3e",
    action="class",
    offering="databases",
    reason=f"Order history moves out of the shared database before November. {LONG}",
    accepted=(IMPACT.sentence,),
    steps=(STEPS[0], replace(STEPS[1], state="now", seconds=None), *STEPS[4:], *STEPS[4:]),
    verdict=replace(GOOD, findings=(TO_FIX.findings[2],)),
    impacts=(IMPACT, CALM),
    cost=COST,
    score=SCORE,
    radius=RADIUS,
    files=(FILE,),
    comments=COMMENTS,
    needs=NEEDS,
    unseen=False,
    decisions=DECISIONS,
    log=LOG,
    pull_number=482,
    pull_url="http://127.0.0.1:8100/techcorp/gitops/pulls/482",
    head="a41f9c2d31be77b0",
    diff_hash="9f" * 32,
    merge_commit="",
    parameters={"size": "large"},
    follows=None,
    followed_by=None,
    service_exists=True,
    may=frozenset({"approve", "ask", "reject", "override", "withdraw", "comment"}),
    may_not="",
)
MOVED_REQUEST = replace(REQUEST, head="0" * 40, diff_hash="0" * 64)
TIMED_REQUEST = replace(
    REQUEST,
    row=replace(WAITING, not_before=datetime(2026, 12, 1, 2, 0, tzinfo=UTC)),
    windows=(WINDOW,),
    alternatives=(ALTERNATIVE,),
)
UNOPENED_REQUEST = replace(REQUEST, head="", diff_hash="", may=frozenset({"withdraw"}))
HURRIED_REQUEST = replace(REQUEST, row=DONE, needs=(), unseen=True, may=frozenset({"look_back"}))
WATCHED_REQUEST = replace(HURRIED_REQUEST, may=frozenset())
ENDED_REQUEST = replace(
    REQUEST,
    row=STOPPED,
    steps=FAILED_STEPS,
    may=frozenset({"resubmit"}),
    may_not="Someone else must review it.",
    verdict=TO_FIX,
    follows=460,
    followed_by=462,
    service_exists=False,
    merge_commit="77b0c1d2",
)

"""What the flow hands to pages: rich, and with text that would break a careless template."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clark.catalog import Choice, FormField
from clark.flow.cards import (
    BrokenFileCard,
    CatalogPage,
    CopyAge,
    Day2,
    DecisionCard,
    Delivery,
    Draft,
    Endpoint,
    FieldValue,
    FileDiff,
    FindingCard,
    Fix,
    Frame,
    HomePage,
    LogLine,
    NoticeCard,
    OfferingCard,
    RegionCard,
    RequestPage,
    RequestRow,
    SectionValue,
    ServicePage,
    ServiceRow,
    Snippet,
    Step,
    Verdict,
)
from clark.flow.connect import snippets
from clark.kinds import Effect, Impact
from clark.manifests import diff_rows
from clark.policy import Finding

NOW = datetime(2026, 11, 23, 9, 16, 41, tzinfo=UTC)
NASTY = '<script>alert(1)</script> & "quotes" {{ braces }}'


def before(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


COPY = CopyAge("techcorp/gitops", "main", "a41f9c2d31be77b0", before(seconds=3))
REGIONS = (
    RegionCard("us-east-1", 42, "ok", "42 ok", before(seconds=2)),
    RegionCard("us-west-2", 17, "ok", "17 ok", before(seconds=2)),
    RegionCard("eu-west-1", 9, "busy", "1 in progress", None),
)
FRAME = Frame("TechCorp", "Maya Chen", "MC", "owner", "Orders", True, 2, 4, 3, REGIONS, True)

MANIFEST = """apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: order-service-db-prod
  labels:
    clark.dev/service: order-service-db
    clark.dev/environment: prod
    clark.dev/team: orders
spec:
  forProvider:
    region: us-east-1
    dbInstanceClass: db.t3.medium  # 2 vCPU, 4 GiB
    engine: postgres
    engineVersion: "14.9"
    allocatedStorage: 100
    multiAZ: false
    storageEncrypted: true
    publiclyAccessible: false
    backupRetentionPeriod: 1
  writeConnectionSecretToRef:
    name: order-service-db-prod-credentials
    namespace: clark-connections
"""
RESIZED = MANIFEST.replace("db.t3.medium  # 2 vCPU, 4 GiB", "db.t3.large  # 2 vCPU, 4 GiB")
FOLDER = "regions/us-east-1/prod/order-service-db-prod"


def file_diff(old: str | None, new: str | None, name: str = "service.yaml") -> FileDiff:
    rows = diff_rows(old, new)
    signs = [row.sign for row in rows]
    return FileDiff(f"{FOLDER}/{name}", signs.count("+"), signs.count("-"), rows)


IMPACT = Impact(
    path=("spec", "forProvider", "dbInstanceClass"),
    before="db.t3.medium",
    after="db.t3.large",
    effect=Effect.RESTART,
    sentence="AWS restarts the database. It does not answer for some minutes.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html",
    waits_for_window=True,
    window="Sunday 03:00–04:00 UTC",
    needs_acceptance=True,
    denied=False,
)
CALM = replace(IMPACT, sentence="Storage grows while the database runs.", needs_acceptance=False)


def finding(level: str, title: str, reason: str, fix: Fix | None = None) -> FindingCard:
    found = Finding(
        f"{FOLDER}/service.yaml",
        "RDSInstance/order-service-db-prod",
        level,  # type: ignore[arg-type]
        "databases-have-standby",
        "spec.forProvider.multiAZ",
        17,
        reason,
        "Set multiAZ to true.",
    )
    return FindingCard(found, title, fix)


TO_FIX = Verdict(
    "fix",
    "2 things to fix",
    "Policy would reject the request as it is.",
    (
        finding(
            "deny",
            "Production needs a standby",
            "If one zone fails, orders stop until the database is restored.",
            Fix("Turn on standby", "standby", "on"),
        ),
        finding(
            "deny", "Keep at least 7 days of backups", "You asked for 1.", Fix("Use 7", "days", "7")
        ),
        finding("warn", "Larger than most", f"Most services use Medium. {NASTY}"),
    ),
    ("Private network only", "Deletion protection", "Encrypted, credentials in Secrets Manager"),
)
GOOD = Verdict(
    "review",
    "A reviewer will look at this",
    "Policies allow it. It is merged once somebody else approves.",
    (),
    ("Private network only", "Production has a standby", "Backups kept 7 days", "Encrypted"),
)
INCOMPLETE = Verdict(
    "fix",
    "1 thing to fix",
    "The form is not complete yet.",
    (),
    (),
    (("service", "Service is missing. For example: orders."), ("regions/x.yaml:3", "A tab.")),
)

SIZES = (
    Choice("small", "Small", "Trying things out. About 80 connections.", "db.t3.micro · 1 GiB"),
    Choice("medium", "Medium", "Most services. About 340 connections.", "db.t3.medium · 4 GiB"),
    Choice("large", "Large", "Busy services. About 680 connections.", "db.t3.large · 8 GiB"),
    Choice("xlarge", "Extra large", "Heavy reporting.", "db.m5.xlarge · 16 GiB"),
)
PLACES = (
    Choice("us-east-1", "N. Virginia", "", "us-east-1"),
    Choice("us-west-2", "Oregon", "", "us-west-2"),
    Choice("eu-west-1", "Ireland", "", "eu-west-1"),
)
ENVIRONMENTS = tuple(
    Choice(value, label)
    for value, label in (("dev", "Development"), ("staging", "Staging"), ("prod", "Production"))
)


def field(name: str, label: str, type_: str, value: str, **more: object) -> FieldValue:
    problem = str(more.pop("problem", ""))
    kind = {"switch": "boolean", "number": "integer", "slider": "integer"}.get(type_, "string")
    shown = FormField(
        name=name,
        label=label,
        type=type_,  # type: ignore[arg-type]
        value_type=kind,  # type: ignore[arg-type]
        **{"help": "", **more},  # type: ignore[arg-type]
    )
    return FieldValue(shown, value, problem)


SECTIONS = (
    SectionValue(
        "Where it goes",
        (
            field(
                "application",
                "Used by",
                "select",
                "order-service",
                choices=(Choice("order-service", "order-service"), Choice("user", "user-service")),
                help="Gets the credentials automatically.",
                required=True,
            ),
            field("environment", "Environment", "segment", "prod", choices=ENVIRONMENTS),
            field("region", "Region", "cards", "us-east-1", choices=PLACES),
            field(
                "service", "Service", "text", NASTY, problem="It is not a name.", example="orders"
            ),
        ),
    ),
    SectionValue(
        "How big",
        (
            field("size", "Size", "cards", "medium", choices=SIZES),
            field(
                "storage",
                "Storage",
                "slider",
                "100",
                minimum=20,
                maximum=500,
                unit="GB",
                help="It can grow later, and never shrink.",
            ),
        ),
    ),
    SectionValue(
        "Safety",
        (
            field("standby", "Standby in a second zone", "switch", "off", help="Takes over."),
            field("protection", "Deletion protection", "switch", "on", help="Nobody deletes it."),
            field("days", "Keep backups for", "number", "1", minimum=0, maximum=35, unit="days"),
        ),
    ),
)
DRAFT = Draft(
    offering="databases",
    action="create",
    title="Create order-service-db-prod",
    name="order-service-db-prod",
    sections=SECTIONS,
    verdict=TO_FIX,
    impacts=(),
    needs_acceptance=False,
    accepted=False,
    files=(file_diff(None, MANIFEST), file_diff(None, "kind: PushSecret\n", "credentials.yaml")),
    copy=COPY,
)
EMPTY_DRAFT = replace(DRAFT, verdict=INCOMPLETE, files=(), name="")
RESIZE_DRAFT = replace(
    DRAFT,
    action="class",
    title="Resize order-service-db-prod to db.t3.large",
    sections=(
        SectionValue(
            "What changes",
            (
                field("size", "Size", "cards", "large", choices=SIZES, help="Now db.t3.medium."),
                field(
                    "when",
                    "When",
                    "segment",
                    "now",
                    choices=(Choice("window", "Maintenance window"), Choice("now", "Now")),
                ),
            ),
        ),
    ),
    verdict=GOOD,
    impacts=(IMPACT, CALM),
    needs_acceptance=True,
    files=(file_diff(MANIFEST, RESIZED),),
)
DELETE_DRAFT = replace(
    RESIZE_DRAFT,
    action="release",
    title="Prepare the deletion of order-service-db-prod",
    sections=(
        SectionValue(
            "What changes",
            (field("confirm", "Type order-service-db-prod to confirm", "text", ""),),
        ),
    ),
)

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
    created_at=before(minutes=14),
    updated_at=before(minutes=6),
)
WAITING = replace(ROW, number=483, state="in review", stage="review", tone="review", waiting="")
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
    LogLine(before(minutes=14), "Maya Chen", "asked", "November needs it.\n" + NASTY, "person"),
    LogLine(before(minutes=13), "Clark", "checked policies and impact"),
    LogLine(before(minutes=7), "Ravi Patel", "approved", "Size fits the last 30 days.", "person"),
)
DECISIONS = (
    DecisionCard(
        "Ravi Patel", "approve", "Fits.", before(minutes=9), "0d1e2f3a", "The head moved."
    ),
    DecisionCard("Ana Souza", "change", "Use the window.", before(minutes=8), "0d1e2f3a", ""),
    DecisionCard("Ravi Patel", "reject", NASTY, before(minutes=7), "a41f9c2d", ""),
)
REQUEST = RequestPage(
    row=WAITING,
    id="6c6a2d3e",
    action="class",
    offering="databases",
    reason="Order history moves out of the shared database before the November release.",
    accepted=(IMPACT.sentence,),
    steps=(STEPS[0], replace(STEPS[1], state="now", seconds=None), *STEPS[4:], *STEPS[4:]),
    verdict=replace(GOOD, findings=(TO_FIX.findings[2],)),
    impacts=(IMPACT, CALM),
    files=(file_diff(MANIFEST, RESIZED),),
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
    may=frozenset({"approve", "ask", "reject", "withdraw"}),
    may_not="",
)
ENDED_REQUEST = replace(
    REQUEST,
    row=STOPPED,
    steps=FAILED_STEPS,
    may=frozenset({"resubmit"}),
    may_not="Someone else must review it.",
    verdict=TO_FIX,
    follows=460,
    followed_by=462,
    merge_commit="77b0c1d2",
)

SERVICE_ROW = ServiceRow(
    name="order-service-db-prod",
    kind="RDSInstance",
    icon="database",
    word="PostgreSQL database",
    summary="PostgreSQL 14.9 · db.t3.medium · 100 GB",
    region="us-east-1",
    environment="prod",
    team="orders",
    application="order-service",
    sync="Synced",
    health="Progressing",
    tone="busy",
    reason="AWS changes the instance class.",
    open_request=482,
)
HEALTHY = replace(
    SERVICE_ROW,
    name="java-service-cache-prod",
    icon="zap",
    word="Redis cache",
    summary="Redis 7.0 · cache.t3.micro · 2 nodes",
    health="Healthy",
    tone="ok",
    reason="",
    open_request=None,
)
BROKEN_ROW = replace(
    HEALTHY, name="files-prod", icon='"><img src=x>', sync="Unknown", health="Degraded", tone="bad"
)
BROKEN = BrokenFileCard("techcorp/gitops", f"{FOLDER}/service.yaml", 12, f"A tab. {NASTY}")
VALUE = {"spec": {"forProvider": {"dbName": "orders"}}}
SERVICE = ServicePage(
    row=SERVICE_ROW,
    steps=STEPS,
    request=ROW,
    why="AWS changes the instance class. Changes like this take about 10 minutes.",
    who="AWS",
    sync_detail="The cluster holds what main says.",
    health_detail="Progressing",
    drift=(),
    endpoints=(
        Endpoint("Endpoint", "order-service-db-prod.c3xkq7.us-east-1.rds.amazonaws.com"),
        Endpoint("Port", "5432"),
    ),
    local=Endpoint("Local address", "127.0.0.1:54321", "PostgreSQL 18.6 on this machine. No TLS."),
    deliveries=(
        Delivery(
            "Secrets Manager", "clark/prod/order-service", True, "9b2f6c1e-77", before(hours=2)
        ),
        Delivery("Secret in the namespace", "order-service/db", False, "", None, "Not there yet."),
    ),
    snippets=snippets("RDSInstance", VALUE, "order-service-db-prod"),
    secret_name="order-service-db-prod",
    secret_keys=("endpoint", "port", "username", "password"),
    events=tuple(
        LogLine(before(minutes=n), "ModifiedExternalResource", f"Resizing step {n}", "", kind)
        for n, kind in ((1, "normal"), (3, "warning"), (7, "normal"))
    ),
    history=(ROW, DONE),
    files=((f"{FOLDER}/service.yaml", "1f2e3d"), (f"{FOLDER}/credentials.yaml", "5a6b7c")),
    actions=(
        Day2("class", "Change size", "scaling"),
        Day2("storage", "Add storage", "hard-drive"),
        Day2("release", "Delete", "trash-2"),
    ),
    broken=(),
    copy=COPY,
    observed_at=before(seconds=2),
)
BROKEN_SERVICE = replace(
    SERVICE,
    row=replace(BROKEN_ROW, icon="file-x"),
    request=None,
    steps=(),
    broken=(BROKEN,),
    drift=("spec.forProvider.dbInstanceClass",),
    endpoints=(),
    local=None,
    events=(),
    history=(),
    deliveries=(),
    snippets=(Snippet("python", "Python", NASTY),),
    actions=(),
    copy=None,
    observed_at=None,
)
OFFERINGS = (
    OfferingCard(
        "databases", "PostgreSQL database", "For data that must stay.", "database", "Database"
    ),
    OfferingCard("caches", "Redis cache", "For answers that are asked often.", "zap", "Cache"),
    OfferingCard("storages", "Bucket", NASTY, "archive", "Storage"),
)
NOTICES = (
    NoticeCard(
        3, "order-service-db-prod is ready", "It answers at 5432.", 482, before(minutes=2), False
    ),
    NoticeCard(2, NASTY, "Use the window.", 470, before(hours=3), True),
)
HOME = HomePage(
    (ROW, DONE), (WAITING,), (SERVICE_ROW, BROKEN_ROW), NOTICES, OFFERINGS, (BROKEN,), 68
)
EMPTY_HOME = HomePage((), (), (), (), (), (), 0)
CATALOG = CatalogPage(OFFERINGS, (BROKEN,), COPY)
EMPTY_CATALOG = CatalogPage((), (), None)

"""A change of a file, what it does, and what policies say of it."""

from dataclasses import replace
from datetime import date

from clark.flow.cards import FileDiff, FindingCard, Fix, Verdict
from clark.flow.costing import CostCard, CostLine
from clark.kinds import Effect, Impact
from clark.manifests import diff_rows
from clark.policy import Finding
from tests.unit.web.samples.ground import NASTY

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
COST = CostCard(
    sentence="The difference is not known: 1 part is not priced. "
    "Priced besides: $105.12 a month of what there will be, $52.56 of what there is.",
    difference=None,
    lines=(
        CostLine(
            "-", "RDSInstance/orders", "db.t3.medium", "$52.56", False, "730 × $0.072 per hour",
            "https://aws.example/prices", date(2026, 8, 21),
        ),
        CostLine(
            "+", "RDSInstance/orders", NASTY, "$105.12", True, NASTY, NASTY, date(2026, 8, 21)
        ),
    ),
    not_priced=(f"RDSInstance/orders: gp3 IOPS: {NASTY}",),
    oldest=date(2026, 8, 21),
    left_out="data transfer, taxes",
)  # fmt: skip
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
    "Nothing can be sent before that.",
    (),
    (),
    (("service", "Service is missing. For example: orders."), ("regions/x.yaml:3", "A tab.")),
)

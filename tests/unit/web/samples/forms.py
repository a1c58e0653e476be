"""Forms: the fields of an offering, and drafts of what they would make."""

from dataclasses import replace
from datetime import UTC, datetime

from clark.catalog import Choice, FormField
from clark.flow.cards import Draft, FieldValue, SectionValue
from clark.flow.outlook import AlternativeCard, StepCard, WindowCard
from tests.unit.web.samples.change import (
    CALM,
    COST,
    GOOD,
    IMPACT,
    INCOMPLETE,
    MANIFEST,
    RESIZED,
    TO_FIX,
    file_diff,
)
from tests.unit.web.samples.ground import COPY, NASTY
from tests.unit.web.samples.practices import NEW_SCORE, RADIUS, SCORE

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


WINDOW = WindowCard(
    "sun:03:00-sun:04:00 UTC",
    datetime(2026, 11, 29, 3, 0, tzinfo=UTC),
    datetime(2026, 11, 29, 4, 0, tzinfo=UTC),
    "The maintenance window (sun:03:00-sun:04:00 UTC) opens next on Sunday 29 November 2026 at "
    "03:00 UTC, until 04:00. AWS begins in it what is merged before.",
)
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
    cost=COST,
    files=(file_diff(None, MANIFEST), file_diff(None, "kind: PushSecret\n", "credentials.yaml")),
    copy=COPY,
    score=NEW_SCORE,
)
EMPTY_DRAFT = replace(DRAFT, verdict=INCOMPLETE, files=(), cost=None, name="")
ALTERNATIVE = AlternativeCard(
    "Multi-AZ first",
    f"It costs a failover, typically 60 to 120 seconds. {NASTY}",
    "AWS re:Post",
    (
        StepCard("Add a standby.", "Zero downtime, says AWS.", "", "standby", {"standby": "on"}),
        StepCard("Fail over to it.", "", "whoever may change the AWS account", "", {}),
    ),
)
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
                    choices=(
                        Choice("window", "Maintenance window"),
                        Choice("now", "Now"),
                        Choice("at", "At a set time"),
                    ),
                ),
                field(
                    "not_before",
                    "Date and time, in UTC",
                    "moment",
                    "",
                    help="Clark merges it then, in that hour and not before.",
                ),
            ),
        ),
    ),
    verdict=GOOD,
    impacts=(IMPACT, CALM),
    needs_acceptance=True,
    score=SCORE,
    radius=RADIUS,
    files=(file_diff(MANIFEST, RESIZED),),
    alternatives=(ALTERNATIVE,),
)
TIMED_DRAFT = replace(
    RESIZE_DRAFT,
    sections=(
        SectionValue(
            "What changes",
            (
                replace(RESIZE_DRAFT.sections[0].fields[1], value="at"),
                replace(
                    RESIZE_DRAFT.sections[0].fields[2],
                    value="2026-12-01T02:00Z",
                    problem="1 December 2026 at 02:00 UTC has passed.",
                ),
            ),
        ),
    ),
    not_before=datetime(2026, 12, 1, 2, 0, tzinfo=UTC),
    windows=(WINDOW, replace(WINDOW, text="", opens=None, closes=None, said=NASTY)),
)
DELETE_DRAFT = replace(
    RESIZE_DRAFT,
    alternatives=(),
    action="release",
    title="Prepare the deletion of order-service-db-prod",
    sections=(
        SectionValue(
            "What changes",
            (field("confirm", "Type order-service-db-prod to confirm", "text", ""),),
        ),
    ),
)

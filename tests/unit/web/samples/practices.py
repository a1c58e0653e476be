"""Best practices of a service, and who depends on it."""

from typing import Final

from clark.flow.checklists import ChecklistCard, FixCard, PracticeCard, ScoreChange
from clark.policy.radius import Application, Dependent, Radius
from tests.unit.web.samples.ground import LONG, NASTY

STRAIGHT: Final = FixCard(
    writes=("copyTagsToSnapshot: true",),
    impacts=("AWS changes this while the database goes on working.",),
    cost="",
    straight=True,
)
ASKS_FIRST: Final = FixCard(
    writes=("multiAZ: true", f"order-db-2: {NASTY}"),
    impacts=(f"AWS adds a standby in a second availability zone. {LONG}",),
    cost="$52.56 → $105.12 a month: $52.56 more.",
    straight=False,
)


def practice(
    id: str, title: str, outcome: str, fix: FixCard | None = None, **more: str
) -> PracticeCard:
    return PracticeCard(
        id=id,
        title=title,
        reason=more.get("reason", "When a zone fails, the standby takes over."),
        weight=5,
        source="AWS Security Hub User Guide, rds-controls, RDS.5",
        outcome=outcome,
        detail=more.get("detail", ""),
        by_hand=more.get("by_hand", ""),
        fix=fix,
    )


PRACTICES: Final = ChecklistCard(
    score=64,
    holding=2,
    asked=5,
    rows=(
        practice("a", "A standby in a second zone", "fails", ASKS_FIRST, detail="multiAZ is false"),
        practice("b", NASTY, "fails", STRAIGHT, detail=NASTY, reason=LONG),
        practice("c", "Encrypted storage", "fails", detail="not set", by_hand="Order a new one."),
        practice("d", "No address in the internet", "holds"),
        practice("e", "Backups for a week", "holds"),
        practice("f", "Protected from deletion", "does not apply", detail="In production only."),
    ),
)
RADIUS: Final = Radius(
    applications=(Application("order-service", "orders", "orders"), Application(NASTY, "", "")),
    teams=("orders",),
    services=(Dependent("reports-prod", "PostgreSQL database", "data"), Dependent("x", "", "")),
    elsewhere=("eu-central-1",),
    sentence="If order-service-db-prod stops, the applications order-service (namespace orders) "
    f"and {NASTY}, of team orders, lose their database; 2 services refer to it: reports-prod and "
    "x. What uses it without saying so, Clark cannot know.",
)
UNUSED: Final = Radius(
    (),
    (),
    (),
    (),
    "Nothing is declared to use batch-prod. What uses it without saying so, Clark cannot know.",
)
SCORE: Final = ScoreChange(64, 79, ("A standby in a second zone",), (NASTY,))
NEW_SCORE: Final = ScoreChange(None, 92, (), ())

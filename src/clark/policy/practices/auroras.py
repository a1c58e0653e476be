"""Best practices for Aurora clusters (DBCluster) with their instances (DBInstance)."""

from typing import Final

from clark.policy.practices import versions
from clark.policy.practices.postgresql import REASON_PRIVATE, Sort, common
from clark.policy.practices.practice import (
    RDS_HUB,
    Practice,
    Subject,
    always,
    not_off,
    not_on,
    off,
    on,
    outside_production,
    wants,
)

KIND: Final = "DBCluster"
INSTANCE: Final = "DBInstance"
GUIDE: Final = "Amazon Aurora User Guide"
SORT: Final = Sort(
    prefix="aurora",
    kind=KIND,
    noun="cluster",
    engine="Aurora PostgreSQL",
    trial="clone",
    backups=f"{GUIDE}, Aurora.Managing.Backups",
    calendar=f"{GUIDE}, extended-support; Release calendars for Aurora PostgreSQL",
)


def _alone(subject: Subject) -> str:
    count = len(subject.of(INSTANCE))
    return "" if count > 1 else f"it has {count} instance{'' if count == 1 else 's'}"


PRACTICES: Final = (
    Practice(
        "aurora-reader",
        KIND,
        "A second instance",
        "It takes over when the one that writes fails; alone, the cluster is gone until AWS has "
        "made another.",
        5,
        f"{GUIDE}, Concepts.AuroraHighAvailability",
        amiss=_alone,
        waived=outside_production,
        by_hand=always("Ask for one more: Change instances."),
    ),
    Practice(
        "aurora-private",
        KIND,
        "No address in the internet",
        REASON_PRIVATE,
        5,
        RDS_HUB,
        (wants("publiclyAccessible", off, False, part=INSTANCE),),
    ),
    *common(SORT),
    Practice(
        "aurora-final-snapshot",
        KIND,
        "A last snapshot before it goes",
        "A deletion without one leaves nothing to come back to.",
        2,
        f"{GUIDE}, USER_DeleteCluster",
        (wants("skipFinalSnapshot", not_on, False),),
    ),
    Practice(
        "aurora-minor-upgrades",
        KIND,
        "Minor versions by themselves",
        "They hold the corrections of security flaws. AWS takes them when every instance allows "
        "it.",
        2,
        RDS_HUB,
        (wants("autoMinorVersionUpgrade", not_off, True, part=INSTANCE),),
    ),
    Practice(
        "aurora-class",
        KIND,
        "Machines of today",
        "AWS replaces older machines and asks to move: the newer do more.",
        1,
        f"{GUIDE}, Concepts.DBInstanceClass",
        (
            wants(
                "dbInstanceClass",
                lambda machine: versions.family(machine) not in versions.OLD_DATABASES,
                part=INSTANCE,
            ),
        ),
        by_hand=always("Choose one of the sizes on offer: Change size."),
    ),
    Practice(
        "aurora-tagged-snapshots",
        KIND,
        "Snapshots that say whose they are",
        "Snapshots carry the tags of the cluster, so reports of cost and owners find them.",
        1,
        RDS_HUB,
        (wants("copyTagsToSnapshot", on, True),),
    ),
    Practice(
        "aurora-load",
        KIND,
        "The load is recorded",
        "Which statements an instance spent its time on is known afterwards: CloudWatch Database "
        "Insights shows it, of 7 days without charge.",
        1,
        f"{GUIDE}, USER_DatabaseInsights",
        (wants("enablePerformanceInsights", on, True, part=INSTANCE),),
    ),
)

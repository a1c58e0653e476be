"""Best practices for Aurora clusters (DBCluster) with their instances (DBInstance)."""

from typing import Final

from clark.policy.practices import versions
from clark.policy.practices.practice import (
    HUB,
    Practice,
    Subject,
    always,
    at_least,
    not_off,
    not_on,
    on,
    outside_production,
    unless_it_goes,
    wants,
)

KIND: Final = "DBCluster"
INSTANCE: Final = "DBInstance"
GUIDE: Final = "Amazon Aurora User Guide"
AT_CREATION: Final = (
    "AWS encrypts a cluster at its creation only. Order a new one, move the data, then delete "
    "this one."
)
UPGRADE: Final = (
    "A major upgrade cannot be undone: try it on a clone first, then change engineVersion and "
    "allowMajorVersionUpgrade in the file."
)


def _alone(subject: Subject) -> str:
    count = len(subject.of(INSTANCE))
    return "" if count > 1 else f"it has {count} instance{'' if count == 1 else 's'}"


def _old_version(subject: Subject) -> str:
    version = subject.main.says(("spec", "forProvider", "engineVersion"))
    if versions.supported(version, subject.today, versions.POSTGRESQL):
        return ""
    last = versions.POSTGRESQL[versions.major(version)]
    return f"Standard support of Aurora PostgreSQL {versions.major(version)} ended on {last}"


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
        "A database that the internet can reach is attacked from there, whatever its password.",
        5,
        f"{HUB}, rds-controls, RDS.2",
        (wants("publiclyAccessible", not_on, False, part=INSTANCE),),
    ),
    Practice(
        "aurora-encrypted",
        KIND,
        "Encrypted storage",
        "Disks, backups and snapshots are of no use to who gets hold of them.",
        5,
        f"{HUB}, rds-controls, RDS.27",
        (wants("storageEncrypted", on),),
        by_hand=always(AT_CREATION),
    ),
    Practice(
        "aurora-backups",
        KIND,
        "Backups for a week",
        "What was deleted or damaged by mistake is often noticed days later.",
        4,
        f"{GUIDE}, Aurora.Managing.Backups",
        (wants("backupRetentionPeriod", at_least(7), 7, parameter=("backupDays", None)),),
        costs="Backups that are larger than the cluster's storage cost.",
    ),
    Practice(
        "aurora-deletion-protection",
        KIND,
        "Protected from deletion",
        "AWS refuses to delete it until somebody turns the protection off, in a change of its own.",
        4,
        f"{HUB}, rds-controls, RDS.7",
        (wants("deletionProtection", on, True, parameter=("deletionProtection", None)),),
        waived=unless_it_goes,
    ),
    Practice(
        "aurora-version",
        KIND,
        "A version with standard support",
        "After its end AWS charges for Extended Support, by the hour and the vCPU.",
        3,
        f"{GUIDE}, extended-support; Release calendars for Aurora PostgreSQL",
        amiss=_old_version,
        waived=lambda subject: versions.unknown(subject, versions.POSTGRESQL),
        by_hand=always(UPGRADE),
    ),
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
        f"{HUB}, rds-controls, RDS.13",
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
        f"{HUB}, rds-controls, RDS.16",
        (wants("copyTagsToSnapshot", on, True),),
    ),
    Practice(
        "aurora-load",
        KIND,
        "The load is recorded",
        "Which statements an instance spent its time on is known afterwards. AWS keeps 7 days of "
        "it without charge.",
        1,
        f"{GUIDE}, USER_PerfInsights",
        (wants("enablePerformanceInsights", on, True, part=INSTANCE),),
    ),
)

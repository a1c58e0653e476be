"""Best practices for PostgreSQL databases (RDSInstance)."""

from typing import Any, Final

from clark.policy.practices import versions
from clark.policy.practices.practice import (
    HUB,
    Definition,
    Practice,
    Subject,
    always,
    at_least,
    not_off,
    not_on,
    off,
    on,
    outside_production,
    unless_it_goes,
    wants,
    whole,
)

KIND: Final = "RDSInstance"
GUIDE: Final = "Amazon RDS User Guide"
LARGEST: Final = 65_536  # GB, the most that RDS takes for PostgreSQL
AT_CREATION: Final = (
    "AWS encrypts a database at its creation only. Order a new one, move the data, then delete "
    "this one."
)
UPGRADE: Final = (
    "A major upgrade cannot be undone: try it on a copy first, then change engineVersion and "
    "allowMajorVersionUpgrade in the file."
)
ROLE: Final = (
    "It needs a role that may write to CloudWatch: name it in monitoringRoleArn, and set "
    "monitoringInterval to 60, in one change of the file."
)


def _room(found: Definition) -> Any:
    """Twice what there is."""
    now = found.says(("spec", "forProvider", "allocatedStorage"))
    return min(2 * now, LARGEST) if whole(now) else LARGEST


def _grows(subject: Subject) -> str:
    now = subject.main.says(("spec", "forProvider", "allocatedStorage"))
    return "" if whole(now) and now < LARGEST else "The file does not say how much there is now."


def _zone(subject: Subject) -> str:
    if subject.main.says(("spec", "forProvider", "availabilityZone")) is None:
        return ""
    return "The file names one zone, which AWS refuses for two: it has to go from the file first."


def _disk(subject: Subject) -> str:
    named = subject.main.says(("spec", "forProvider", "storageType"))
    return "" if named else "The file names no disk: AWS chose one."


def _old_version(subject: Subject) -> str:
    version = subject.main.says(("spec", "forProvider", "engineVersion"))
    if versions.supported(version, subject.today, versions.POSTGRESQL):
        return ""
    last = versions.POSTGRESQL[versions.major(version)]
    return f"Standard support of PostgreSQL {versions.major(version)} ended on {last}"


PRACTICES: Final = (
    Practice(
        "database-standby",
        KIND,
        "A standby in a second zone",
        "When a zone or the machine fails, the standby takes over; without it the database is gone "
        "until AWS has made another from the disk or a backup.",
        5,
        f"{HUB}, rds-controls, RDS.5",
        (wants("multiAZ", on, True, parameter=("standby", True)),),
        waived=outside_production,
        by_hand=_zone,
    ),
    Practice(
        "database-private",
        KIND,
        "No address in the internet",
        "A database that the internet can reach is attacked from there, whatever its password.",
        5,
        f"{HUB}, rds-controls, RDS.2",
        (wants("publiclyAccessible", off, False),),
    ),
    Practice(
        "database-encrypted",
        KIND,
        "Encrypted storage",
        "Disks, backups and snapshots are of no use to who gets hold of them.",
        5,
        f"{HUB}, rds-controls, RDS.3",
        (wants("storageEncrypted", on),),
        by_hand=always(AT_CREATION),
    ),
    Practice(
        "database-backups",
        KIND,
        "Backups for a week",
        "What was deleted or damaged by mistake is often noticed days later.",
        4,
        f"{HUB}, rds-controls, RDS.11",
        (wants("backupRetentionPeriod", at_least(7), 7, parameter=("backupDays", None)),),
        costs="Backups that are larger than the database's storage cost.",
    ),
    Practice(
        "database-deletion-protection",
        KIND,
        "Protected from deletion",
        "AWS refuses to delete it until somebody turns the protection off, in a change of its own.",
        4,
        f"{HUB}, rds-controls, RDS.8",
        (wants("deletionProtection", on, True, parameter=("deletionProtection", None)),),
        waived=unless_it_goes,
    ),
    Practice(
        "database-version",
        KIND,
        "A version with standard support",
        "After its end AWS charges for Extended Support, by the hour and the vCPU.",
        3,
        f"{GUIDE}, extended-support; Release calendar for Amazon RDS for PostgreSQL",
        amiss=_old_version,
        waived=lambda subject: versions.unknown(subject, versions.POSTGRESQL),
        by_hand=always(UPGRADE),
    ),
    Practice(
        "database-final-snapshot",
        KIND,
        "A last snapshot before it goes",
        "A deletion without one leaves nothing to come back to.",
        2,
        f"{GUIDE}, USER_DeleteInstance",
        (wants("skipFinalSnapshotBeforeDeletion", not_on, False),),
    ),
    Practice(
        "database-minor-upgrades",
        KIND,
        "Minor versions by themselves",
        "They hold the corrections of security flaws.",
        2,
        f"{HUB}, rds-controls, RDS.13",
        (wants("autoMinorVersionUpgrade", not_off, True),),
    ),
    Practice(
        "database-storage-grows",
        KIND,
        "Storage that grows by itself",
        "A full disk stops the database. AWS grows it before that, up to a limit; it never shrinks "
        "again.",
        2,
        f"{GUIDE}, USER_PIOPS.Autoscaling",
        (wants("maxAllocatedStorage", whole, _room),),
        waived=_grows,
        costs="Each GB that AWS adds costs.",
    ),
    Practice(
        "database-disk",
        KIND,
        "A disk of today",
        "gp3 gives 3,000 operations a second at any size; gp2 gives 3 for each GB.",
        1,
        f"{GUIDE}, CHAP_Storage",
        (wants("storageType", lambda disk: disk not in ("gp2", "standard"), "gp3"),),
        waived=_disk,
    ),
    Practice(
        "database-class",
        KIND,
        "A machine of today",
        "AWS replaces older machines and asks to move: the newer do more.",
        1,
        f"{GUIDE}, Concepts.DBInstanceClass.Types",
        (
            wants(
                "dbInstanceClass",
                lambda machine: versions.family(machine) not in versions.OLD_DATABASES,
            ),
        ),
        by_hand=always("Choose one of the sizes on offer: Change size."),
    ),
    Practice(
        "database-tagged-snapshots",
        KIND,
        "Snapshots that say whose they are",
        "Snapshots carry the tags of the database, so reports of cost and owners find them.",
        1,
        f"{HUB}, rds-controls, RDS.17",
        (wants("copyTagsToSnapshot", on, True),),
    ),
    Practice(
        "database-load",
        KIND,
        "The load is recorded",
        "Which statements the database spent its time on is known afterwards. AWS keeps 7 days of "
        "it without charge.",
        1,
        f"{GUIDE}, USER_PerfInsights",
        (wants("enablePerformanceInsights", on, True),),
    ),
    Practice(
        "database-measured",
        KIND,
        "The machine is measured",
        "Memory, processes and disks as the operating system sees them, every minute or less.",
        1,
        f"{HUB}, rds-controls, RDS.6",
        (wants("monitoringInterval", at_least(1)),),
        by_hand=always(ROLE),
    ),
)

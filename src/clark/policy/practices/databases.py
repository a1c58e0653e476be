"""Best practices for PostgreSQL databases (RDSInstance)."""

from typing import Any, Final

from clark.policy.practices import versions
from clark.policy.practices.postgresql import REASON_PRIVATE, Sort, common
from clark.policy.practices.practice import (
    PROVIDER,
    RDS_HUB,
    Definition,
    Practice,
    Setting,
    Subject,
    always,
    at_least,
    not_off,
    not_on,
    off,
    on,
    outside_production,
    wants,
    whole,
)

KIND: Final = "RDSInstance"
GUIDE: Final = "Amazon RDS User Guide"
SORT: Final = Sort(
    prefix="database",
    kind=KIND,
    noun="database",
    engine="PostgreSQL",
    trial="copy",
    backups=RDS_HUB,
    calendar=f"{GUIDE}, extended-support; Release calendar for Amazon RDS for PostgreSQL",
)
LARGEST: Final = 65_536  # GB, the most that RDS takes for PostgreSQL
SMALLEST_GP3: Final = 20  # GB
ROLE: Final = (
    "It needs a role that may write to CloudWatch: name it in monitoringRoleArn, and set "
    "monitoringInterval to 60, in one change of the file."
)


def _room(found: Definition) -> Any:
    """Twice what there is."""
    now = _allocated(found)
    return min(2 * now, LARGEST) if whole(now) else LARGEST


def _allocated(found: Definition) -> Any:
    return found.says((*PROVIDER, "allocatedStorage"))


def _has_room(found: Definition) -> bool:
    """A limit that is no more than what there is lets nothing grow."""
    now, most = _allocated(found), found.says((*PROVIDER, "maxAllocatedStorage"))
    return not whole(now) or (whole(most) and most > now)


def _magnetic(subject: Subject) -> str:
    disk = subject.main.says((*PROVIDER, "storageType"))
    return "storageType is standard, which never grows by itself" if disk == "standard" else ""


def _another_disk(subject: Subject) -> str:
    return "Change storageType in its file first." if _magnetic(subject) else ""


def _too_small(subject: Subject) -> str:
    now = _allocated(subject.main)
    if not whole(now) or now >= SMALLEST_GP3:
        return ""
    return f"gp3 begins at {SMALLEST_GP3} GB: let the storage grow to that first, in its file."


def _grows(subject: Subject) -> str:
    now = _allocated(subject.main)
    return "" if whole(now) and now < LARGEST else "The file does not say how much there is now."


def _zone(subject: Subject) -> str:
    if subject.main.says(("spec", "forProvider", "availabilityZone")) is None:
        return ""
    return "The file names one zone, which AWS refuses for two: it has to go from the file first."


def _disk(subject: Subject) -> str:
    named = subject.main.says(("spec", "forProvider", "storageType"))
    return "" if named else "The file names no disk: AWS chose one."


PRACTICES: Final = (
    Practice(
        "database-standby",
        KIND,
        "A standby in a second zone",
        "When a zone or the machine fails, the standby takes over; without it the database is gone "
        "until AWS has made another from the disk or a backup.",
        5,
        RDS_HUB,
        (wants("multiAZ", on, True, parameter=("standby", True)),),
        waived=outside_production,
        by_hand=_zone,
    ),
    Practice(
        "database-private",
        KIND,
        "No address in the internet",
        REASON_PRIVATE,
        5,
        RDS_HUB,
        (wants("publiclyAccessible", off, False),),
    ),
    *common(SORT),
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
        RDS_HUB,
        (wants("autoMinorVersionUpgrade", not_off, True),),
    ),
    Practice(
        "database-storage-grows",
        KIND,
        "Storage that grows by itself",
        "A full disk stops the database. AWS grows it before that, up to a limit above what "
        "there is; it never shrinks again.",
        2,
        f"{GUIDE}, USER_PIOPS.Autoscaling",
        (Setting((*PROVIDER, "maxAllocatedStorage"), whole, _room, fits=_has_room),),
        amiss=_magnetic,
        waived=_grows,
        by_hand=_another_disk,
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
        by_hand=_too_small,
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
        RDS_HUB,
        (wants("copyTagsToSnapshot", on, True),),
    ),
    Practice(
        "database-load",
        KIND,
        "The load is recorded",
        "Which statements the database spent its time on is known afterwards: CloudWatch Database "
        "Insights shows it, of 7 days without charge.",
        1,
        f"{GUIDE}, USER_DatabaseInsights",
        (wants("enablePerformanceInsights", on, True),),
    ),
    Practice(
        "database-measured",
        KIND,
        "The machine is measured",
        "Memory, processes and disks as the operating system sees them, every minute or less.",
        1,
        RDS_HUB,
        (wants("monitoringInterval", at_least(1)),),
        by_hand=always(ROLE),
    ),
)

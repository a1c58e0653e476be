"""What a change of a database does, field by field."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.versions import is_major, is_older, number

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {
    "multiAZ": False,
    "deletionProtection": False,
    "storageEncrypted": False,
    "applyModificationsImmediately": False,
    "skipFinalSnapshotBeforeDeletion": False,
    "allowMajorVersionUpgrade": False,
    "copyTagsToSnapshot": False,
    "enableIAMDatabaseAuthentication": False,
    "enablePerformanceInsights": False,
    "autoMinorVersionUpgrade": True,
    "monitoringInterval": 0,
}


def _class(change: Change) -> Impact:
    if change.old.get("multiAZ") is True and change.new.get("multiAZ") is True:
        sentence = (
            "AWS changes the standby first and then fails over to it: connections break, and the "
            "database cannot be reached for typically 60 to 120 seconds."
        )
        return change.failover(sentence, source.RDS_CLASS)
    sentence = (
        "AWS shuts this Single-AZ database down to change its class: it cannot be reached for "
        "minutes. In one published event log it went down at 18:09:04, was back at 18:10:01, and "
        "the change ended at 18:22:08; yours can take longer."
    )
    return change.restart(sentence, source.RDS_CLASS_LOG)


def _version(change: Change) -> Impact:
    before, after = number(change.before), number(change.after)
    if is_older(after, before):
        sentence = (
            f"AWS never goes back to an older version, and the provider ignores the request: the "
            f"database stays at {change.before}."
        )
        return change.ignored(sentence, source.PROVIDER_CODE)
    major = is_major(before, after, str(change.new.get("engine")))
    if major and change.new.get("allowMajorVersionUpgrade") is not True:
        sentence = (
            f"{change.before} to {change.after} is a major upgrade, which AWS refuses until "
            "allowMajorVersionUpgrade is true."
        )
        return change.refused(sentence, source.RDS_UPGRADE)
    size = "This major upgrade cannot be undone; test it on a copy first. " if major else ""
    sentence = (
        f"{size}AWS shuts the database down to upgrade it: it cannot be reached for minutes. "
        "Multi-AZ does not help here, both copies are upgraded at the same time."
    )
    return change.restart(sentence, source.RDS_UPGRADE)


def _storage(change: Change) -> Impact:
    before, after = change.before, change.after
    if isinstance(before, int) and isinstance(after, int) and after < before:
        return _smaller(change)
    rounded = -(-before * 11 // 10) if isinstance(before, int) else 0
    small = isinstance(after, int) and after < rounded
    more = f" AWS grows by 10 % at least, so it becomes {rounded} GB." if small else ""
    sentence = (
        "AWS grows the storage while the database goes on working. It can be slower while AWS "
        "optimises the storage, which can take hours; for 6 hours, or until that has ended, the "
        f"storage cannot be changed again. It can never shrink.{more}"
    )
    return change.in_place(sentence, source.RDS_STORAGE, waits=True)


def _smaller(change: Change) -> Impact:
    copy = "For less, create a smaller database and copy the data."
    if change.new.get("maxAllocatedStorage"):
        sentence = (
            f"Storage never shrinks; with maxAllocatedStorage the provider ignores it. {copy}"
        )
        return change.ignored(sentence, source.PROVIDER_CODE)
    return change.refused(f"AWS never makes storage smaller. {copy}", source.RDS_STORAGE)


def _standby(change: Change) -> Impact:
    if change.after is True:
        sentence = (
            "AWS adds a standby in a second availability zone while the database goes on working. "
            "Writes can be slower meanwhile, and it costs about twice as much afterwards."
        )
    else:
        sentence = (
            "AWS removes the standby; the database goes on working. From then on a failure or a "
            "change of class interrupts it for minutes."
        )
    return change.in_place(sentence, source.RDS_MODIFY, waits=True)


def _backups(change: Change) -> Impact:
    before = change.before if isinstance(change.before, int) else None
    if change.after == 0 or before == 0:
        lost = " All automated backups are deleted at once." if change.after == 0 else ""
        sentence = (
            "Turning backups on or off restarts the database: AWS does not say for how long it "
            f"cannot be reached.{lost}"
        )
        return change.restart(sentence, source.RDS_BACKUP)
    sentence = "AWS keeps automated backups for this many days. The database goes on working."
    return change.in_place(sentence, source.RDS_BACKUP)


def _protection(change: Change) -> Impact:
    on = "From now on AWS refuses to delete this database."
    off = "From now on this database can be deleted. The database goes on working."
    return change.in_place(on if change.after is True else off, source.RDS_DELETE)


def _subnets(change: Change) -> Impact:
    sentence = (
        "AWS moves the database to another network: it is restarted, AWS does not say for how "
        "long, and gets a new address in there. AWS refuses a subnet group of the same VPC."
    )
    return change.restart(sentence, source.RDS_MODIFY)


def _parameters(change: Change) -> Impact:
    sentence = (
        "AWS attaches the parameter group while the database goes on working. Static parameters "
        "take effect only after a reboot, which nobody does for you."
    )
    return change.in_place(sentence, source.RDS_MODIFY)


def _disk(change: Change) -> Impact:
    if "standard" in (change.before, change.after):
        sentence = "Changing from or to magnetic storage interrupts the database for minutes."
        return change.restart(sentence, source.RDS_STORAGE)
    sentence = (
        "AWS changes the storage while the database goes on working; it can be slower for hours, "
        "and for 6 hours the storage cannot be changed again."
    )
    return change.in_place(sentence, source.RDS_STORAGE, waits=True)


def _port(change: Change) -> Impact:
    sentence = (
        "AWS restarts the database at once, without waiting for the window, and does not say for "
        "how long. Every application must then use the new port."
    )
    return change.restart(sentence, source.RDS_MODIFY, waits=False)


def _certificate(change: Change) -> Impact:
    sentence = (
        "The database gets a certificate of another authority, which can restart it: AWS does not "
        "say for how long. Applications that check certificates must trust it first."
    )
    return change.restart(sentence, source.RDS_MODIFY)


def _password(change: Change) -> Impact:
    sentence = "AWS sets the new password; the old one stops working at once."
    return change.cutting_off(sentence, source.RDS_MODIFY)


def _minor_upgrades(change: Change) -> Impact:
    if change.after is not True:
        sentence = (
            "AWS no longer takes newer minor versions by itself. The database goes on working."
        )
        return change.in_place(sentence, source.RDS_MODIFY)
    sentence = (
        "From now on AWS takes newer minor versions by itself. Where there is one already, and AWS "
        "patches this version by itself, the database is upgraded in the next window: connections "
        "break, and it cannot be reached for minutes. Where there is none, nothing happens now."
    )
    return change.restart_in_window(sentence, source.RDS_MINOR)


def _public(change: Change) -> Impact:
    if change.after is True:
        sentence = "AWS gives the database a public address at once. Its name stays the same."
        return change.in_place(sentence, source.RDS_MODIFY)
    sentence = (
        "AWS takes a public address away at once, without waiting for the window: whoever "
        "connects from outside its network is cut off. Its name stays the same."
    )
    return change.cutting_off(sentence, source.RDS_MODIFY)


def _timing(change: Change) -> Impact:
    if change.after is True:
        sentence = (
            "Changes no longer wait for the maintenance window. Whatever is waiting for it now "
            "is done at once too."
        )
    else:
        sentence = "From now on changes wait for the maintenance window."
    return change.in_place(sentence, source.RDS_MODIFY)


def _says(sentence: str, cited: str = source.RDS_MODIFY, *, waits: bool = False) -> "_Rule":
    return lambda change: change.in_place(sentence, cited, waits=waits)


def _cuts_off(sentence: str) -> "_Rule":
    return lambda change: change.cutting_off(sentence, source.RDS_MODIFY)


def _for_ever(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the database is created. The provider would ask AWS again "
        "and again, nothing would change, and the page would still show everything in order."
    )
    return change.ignored(sentence, source.PROVIDER)


def _unnoticed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the database is created. The provider ignores the change "
        "and reports success."
    )
    return change.ignored(sentence, source.PROVIDER)


def _marked(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the database is created: the provider marks it as immutable "
        "and does not apply a change."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


_Rule = Callable[[Change], Impact]
_AT_DELETION = "Nothing changes now. It counts when the database is deleted."
_QUIET = "AWS changes this while the database goes on working."

RULES: Final[Mapping[str, _Rule]] = {
    "dbInstanceClass": _class,
    "engineVersion": _version,
    "allocatedStorage": _storage,
    "multiAZ": _standby,
    "backupRetentionPeriod": _backups,
    "deletionProtection": _protection,
    "dbSubnetGroupName": _subnets,
    "dbParameterGroupName": _parameters,
    "storageType": _disk,
    "port": _port,
    "caCertificateIdentifier": _certificate,
    "masterPasswordSecretRef": _password,
    "applyModificationsImmediately": _timing,
    "maxAllocatedStorage": _says("AWS may grow the storage by itself up to this size."),
    "iops": _disk,
    "storageThroughput": _disk,
    "vpcSecurityGroupIds": _cuts_off(
        "AWS changes at once who may connect. Applications whose group is no longer listed lose "
        "their connection."
    ),
    "publiclyAccessible": _public,
    "autoMinorVersionUpgrade": _minor_upgrades,
    "preferredMaintenanceWindow": _says(
        "Later changes wait for the new window. What is waiting now can start at once if the new "
        "window has begun."
    ),
    "skipFinalSnapshotBeforeDeletion": _says(_AT_DELETION, source.RDS_DELETE),
    "finalDBSnapshotIdentifier": _says(_AT_DELETION, source.RDS_DELETE),
    "deleteAutomatedBackups": _says(_AT_DELETION, source.RDS_DELETE),
    "allowMajorVersionUpgrade": _says("Nothing changes now. It permits a major upgrade later."),
    **dict.fromkeys(
        (
            "preferredBackupWindow",
            "copyTagsToSnapshot",
            "monitoringInterval",
            "monitoringRoleArn",
            "enablePerformanceInsights",
            "performanceInsightsRetentionPeriod",
            "enableCloudwatchLogsExports",
            "enableIAMDatabaseAuthentication",
            "tags",
        ),
        _says(_QUIET),
    ),
    **dict.fromkeys(
        ("engine", "masterUsername", "storageEncrypted", "availabilityZone"), _for_ever
    ),
    **dict.fromkeys(("dbName", "kmsKeyId"), _unnoticed),
    **dict.fromkeys(
        ("characterSetName", "dbClusterIdentifier", "timezone", "restoreFrom"), _marked
    ),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    times = "Small Single-AZ databases took 3 to 5 minutes in seven public logs"
    if asked.get("multiAZ") is True:
        times += "; large or Multi-AZ ones take 10 to 20"
    return f"AWS creates a new database. {times}.", source.CREATION_LOGS


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    if asked.get("deletionProtection") is True:
        sentence = "AWS refuses to delete the database while deletionProtection is true."
        return sentence, source.RDS_DELETE, True
    if asked.get("skipFinalSnapshotBeforeDeletion") is True:
        sentence = (
            "The database and its data are deleted for good: no final snapshot is taken, and its "
            "automated backups go with it unless deleteAutomatedBackups is false."
        )
        return sentence, source.RDS_DELETE, False
    snapshot = asked.get("finalDBSnapshotIdentifier")
    if not snapshot:
        sentence = (
            "AWS refuses to delete the database: name a final snapshot in "
            "finalDBSnapshotIdentifier, or set skipFinalSnapshotBeforeDeletion to true."
        )
        return sentence, source.RDS_DELETE, True
    sentence = (
        f"The database is deleted after a final snapshot named {snapshot} is taken; the data live "
        "on only there. The automated backups are deleted unless deleteAutomatedBackups is false."
    )
    return sentence, source.RDS_DELETE, False

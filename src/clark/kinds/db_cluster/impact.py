"""What a change of an Aurora cluster does, field by field."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.versions import is_major, is_older, number

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {
    "deletionProtection": False,
    "storageEncrypted": False,
    "applyImmediately": False,
    "skipFinalSnapshot": False,
    "allowMajorVersionUpgrade": False,
    "copyTagsToSnapshot": False,
    "enableIAMDatabaseAuthentication": False,
}


def _version(change: Change) -> Impact:
    before, after = number(change.before), number(change.after)
    if is_older(after, before):
        sentence = (
            f"AWS never goes back to an older version, and the provider ignores the request: the "
            f"cluster stays at {change.before}."
        )
        return change.ignored(sentence, source.PROVIDER_CODE)
    major = is_major(before, after, str(change.new.get("engine")))
    if major and change.new.get("allowMajorVersionUpgrade") is not True:
        sentence = (
            f"{change.before} to {change.after} is a major upgrade, which AWS refuses until "
            "allowMajorVersionUpgrade is true."
        )
        return change.refused(sentence, source.AURORA_UPGRADE)
    size = "This major upgrade cannot be undone; test it on a copy first. " if major else ""
    sentence = (
        f"{size}AWS upgrades every instance of the cluster: connections break, and it can be "
        "unreachable for minutes. Readers do not help here, they are upgraded too."
    )
    return change.restart(sentence, source.AURORA_UPGRADE)


def _capacity(change: Change) -> Impact:
    sentence = (
        "AWS changes at once how far serverless instances may shrink and grow; they go on "
        "working. Settings made from the most capacity, such as max_connections, follow only "
        "after a reboot of each instance, which nobody does for you."
    )
    return change.in_place(sentence, source.AURORA_CAPACITY)


def _protection(change: Change) -> Impact:
    on = "From now on AWS refuses to delete this cluster."
    off = "From now on this cluster can be deleted. It goes on working."
    return change.in_place(on if change.after is True else off, source.AURORA_DELETE)


def _port(change: Change) -> Impact:
    sentence = (
        "AWS restarts the instances at once, without waiting for the window, and does not say for "
        "how long. Every application must then use the new port."
    )
    return change.restart(sentence, source.AURORA_MODIFY, waits=False)


def _user(change: Change) -> Impact:
    sentence = (
        "The user name is fixed when the cluster is created. The provider would write the new "
        "one into the connection Secret all the same, and applications could not log in."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


def _unnoticed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the cluster is created. The provider does not look at it "
        "afterwards and reports success."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


def _timing(change: Change) -> Impact:
    if change.after is True:
        sentence = (
            "Changes no longer wait for the maintenance window. Whatever is waiting for it now "
            "is done at once too."
        )
    else:
        sentence = "From now on changes wait for the maintenance window."
    return change.in_place(sentence, source.AURORA_MODIFY)


def _says(sentence: str, cited: str = source.AURORA_MODIFY) -> "_Rule":
    return lambda change: change.in_place(sentence, cited)


def _cuts_off(sentence: str) -> "_Rule":
    return lambda change: change.cutting_off(sentence, source.AURORA_MODIFY)


_Rule = Callable[[Change], Impact]
_AT_DELETION = "Nothing changes now. It counts when the cluster is deleted."
_QUIET = "AWS changes this while the cluster goes on working."

RULES: Final[Mapping[str, _Rule]] = {
    "engineVersion": _version,
    "serverlessV2ScalingConfiguration": _capacity,
    "deletionProtection": _protection,
    "port": _port,
    "masterUsername": _user,
    "applyImmediately": _timing,
    "masterUserPasswordSecretRef": _cuts_off(
        "AWS sets the new password; the old one stops working at once."
    ),
    "vpcSecurityGroupIDs": _cuts_off(
        "AWS changes at once who may connect. Applications whose group is no longer listed lose "
        "their connection."
    ),
    "dbClusterParameterGroupName": _says(
        "AWS attaches the parameter group while the cluster goes on working. Static parameters "
        "take effect only after a reboot, which nobody does for you."
    ),
    "preferredMaintenanceWindow": _says(
        "Later changes wait for the new window. What is waiting now can start at once if the new "
        "window has begun."
    ),
    "allowMajorVersionUpgrade": _says("Nothing changes now. It permits a major upgrade later."),
    **dict.fromkeys(
        ("skipFinalSnapshot", "finalDBSnapshotIdentifier", "deleteAutomatedBackups"),
        _says(_AT_DELETION, source.AURORA_DELETE),
    ),
    **dict.fromkeys(
        (
            "backupRetentionPeriod",
            "preferredBackupWindow",
            "copyTagsToSnapshot",
            "enableCloudwatchLogsExports",
            "enableIAMDatabaseAuthentication",
            "tags",
        ),
        _says(_QUIET),
    ),
    **dict.fromkeys(
        (
            "engine",
            "engineMode",
            "databaseName",
            "storageEncrypted",
            "kmsKeyID",
            "characterSetName",
            "autogeneratePassword",
            "restoreFrom",
            "dbSubnetGroupName",
            "availabilityZones",
        ),
        _unnoticed,
    ),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    del asked
    sentence = (
        "AWS creates a new, empty cluster. It can be reached once its first instance is there. "
        "How long that takes is not published."
    )
    return sentence, source.AURORA_CREATE


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    if asked.get("deletionProtection") is True:
        sentence = "AWS refuses to delete the cluster while deletionProtection is true."
        return sentence, source.AURORA_DELETE, True
    if asked.get("skipFinalSnapshot") is True:
        sentence = (
            "The cluster and its data are deleted for good once its instances are gone: no final "
            "snapshot is taken, and its automated backups go with it."
        )
        return sentence, source.AURORA_DELETE, False
    snapshot = asked.get("finalDBSnapshotIdentifier")
    if not snapshot:
        sentence = (
            "AWS refuses to delete the cluster: name a final snapshot in "
            "finalDBSnapshotIdentifier, or set skipFinalSnapshot to true."
        )
        return sentence, source.AURORA_DELETE, True
    sentence = (
        f"Once its instances are gone, the cluster is deleted after a final snapshot named "
        f"{snapshot} is taken; the data live on only there."
    )
    return sentence, source.AURORA_DELETE, False

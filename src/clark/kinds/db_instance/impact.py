"""What a change of an Aurora instance does, field by field."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {
    "applyImmediately": False,
    "skipFinalSnapshot": False,
    "autoMinorVersionUpgrade": True,
    "enablePerformanceInsights": False,
    "monitoringInterval": 0,
    "promotionTier": 1,
}


def _class(change: Change) -> Impact:
    sentence = (
        "AWS takes this instance down to change its class. If it is the writer at that moment, "
        "writes fail until a reader has taken over or it is back; if every instance changes at "
        "once, the cluster cannot be reached meanwhile. AWS does not say for how long."
    )
    return change.restart(sentence, source.AURORA_MODIFY)


def _tier(change: Change) -> Impact:
    sentence = "AWS remembers at once which instance takes over first. Nothing moves now."
    return change.in_place(sentence, source.AURORA_MODIFY)


def _certificate(change: Change) -> Impact:
    sentence = (
        "The instance gets a certificate of another authority, which can restart it: AWS does not "
        "say for how long. Applications that check certificates must trust it first."
    )
    return change.restart(sentence, source.AURORA_MODIFY)


def _version(change: Change) -> Impact:
    sentence = "Aurora upgrades the whole cluster: change engineVersion of the DBCluster instead."
    return change.refused(sentence, source.AURORA_UPGRADE)


def _fixed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the instance is created. Add another instance with the "
        "value you want, then remove this one."
    )
    return change.ignored(sentence, source.AURORA_MODIFY)


def _timing(change: Change) -> Impact:
    if change.after is True:
        sentence = "Changes no longer wait for the maintenance window."
    else:
        sentence = "From now on changes wait for the maintenance window."
    return change.in_place(sentence, source.AURORA_MODIFY)


def _minor_upgrades(change: Change) -> Impact:
    if change.after is not True:
        sentence = (
            "AWS no longer takes newer minor versions by itself. The instance goes on working."
        )
        return change.in_place(sentence, source.AURORA_MODIFY)
    sentence = (
        "From now on AWS takes newer minor versions by itself. Where there is one already, and AWS "
        "patches this version by itself, the cluster is upgraded in the next window, once every "
        "instance allows it: connections break, and it can be unreachable for minutes. Where there "
        "is none, nothing happens now."
    )
    return change.restart_in_window(sentence, source.RDS_MINOR)


def _public(change: Change) -> Impact:
    if change.after is True:
        sentence = "AWS gives the instance a public address at once. Its name stays the same."
        return change.in_place(sentence, source.AURORA_MODIFY)
    sentence = (
        "AWS takes a public address away at once, without waiting for the window: whoever "
        "connects from outside its network is cut off. Its name stays the same."
    )
    return change.cutting_off(sentence, source.AURORA_MODIFY)


def _says(sentence: str) -> "_Rule":
    return lambda change: change.in_place(sentence, source.AURORA_MODIFY)


_Rule = Callable[[Change], Impact]
_QUIET = "AWS changes this while the instance goes on working."

RULES: Final[Mapping[str, _Rule]] = {
    "dbInstanceClass": _class,
    "promotionTier": _tier,
    "caCertificateIdentifier": _certificate,
    "engineVersion": _version,
    "applyImmediately": _timing,
    "publiclyAccessible": _public,
    "autoMinorVersionUpgrade": _minor_upgrades,
    "skipFinalSnapshot": _says("Nothing changes now: an Aurora instance leaves no snapshot."),
    "preferredMaintenanceWindow": _says("Later changes wait for the new window."),
    **dict.fromkeys(
        (
            "copyTagsToSnapshot",
            "dbParameterGroupName",
            "enablePerformanceInsights",
            "monitoringInterval",
            "monitoringRoleARN",
            "performanceInsightsRetentionPeriod",
            "tags",
        ),
        _says(_QUIET),
    ),
    **dict.fromkeys(("engine", "dbClusterIdentifier", "availabilityZone"), _fixed),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    del asked
    sentence = (
        "AWS adds an instance to the cluster; the others go on working. The first one becomes the "
        "writer, every later one a reader."
    )
    return sentence, source.AURORA_READERS


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    del asked
    sentence = (
        "The instance goes; the data are the cluster's and stay. Connections to it break. If it is "
        "the writer at that moment, writes fail until a reader has taken over; without another "
        "instance the cluster cannot be reached."
    )
    return sentence, source.AURORA_READERS, False

"""What a change of a bucket does, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact

DEFAULTS: Final[Mapping[str, Any]] = {"objectLockEnabledForBucket": False}


def _versioning(change: Change) -> Impact:
    if change.removed:
        return change.in_place(f"{change.name}: {_REMOVED}", source.PROVIDER_CODE)
    status = change.after.get("status") if isinstance(change.after, Mapping) else None
    if status == "Enabled":
        sentence = "AWS keeps old versions of objects from now on. They are stored and cost."
    else:
        sentence = "AWS keeps no new old versions. Those it has stay, and cost."
    return change.in_place(sentence, source.S3)


def _region(change: Change) -> Impact:
    sentence = (
        "A bucket never moves: the provider ignores the change and reports success. Create a new "
        "bucket in the other region and copy the objects."
    )
    return change.ignored(sentence, source.PROVIDER)


def _lock(change: Change) -> Impact:
    sentence = "Object lock is chosen when the bucket is created; the provider does not change it."
    return change.ignored(sentence, source.PROVIDER_CODE)


def _says(sentence: str) -> "_Rule":
    def rule(change: Change) -> Impact:
        if change.removed:
            return change.in_place(f"{change.name}: {_REMOVED}", source.PROVIDER_CODE)
        return change.in_place(sentence, source.S3)

    return rule


def _cuts_off(sentence: str) -> "_Rule":
    def rule(change: Change) -> Impact:
        return replace(_says(sentence)(change), cuts_off=True)

    return rule


_Rule = Callable[[Change], Impact]
_ACCESS = "AWS changes at once who may read and write. Whoever is no longer allowed is refused."
_REMOVED = (
    "for some settings the provider removes what AWS has, for others it leaves it. Write the "
    "value you want instead of removing it."
)

RULES: Final[Mapping[str, _Rule]] = {
    "versioningConfiguration": _versioning,
    "locationConstraint": _region,
    "objectLockEnabledForBucket": _lock,
    "objectLockRule": _says("AWS changes the rule for new objects. What is locked stays locked."),
    "serverSideEncryptionConfiguration": _says(
        "New objects are encrypted this way. Objects that are there stay as they are."
    ),
    "publicAccessBlockConfiguration": _cuts_off(
        "AWS changes at once what may be public. Public access that is no longer allowed ends: "
        "whoever reads or writes by it is refused."
    ),
    "lifecycleConfiguration": _says(
        "AWS moves or deletes objects by these rules, the existing ones included, from about a "
        "day on. What it deletes does not come back unless old versions are kept."
    ),
    **dict.fromkeys(
        ("acl", "objectOwnership", "policy", "policyUpdatePolicy"),
        _cuts_off(_ACCESS),
    ),
    **dict.fromkeys(
        ("grantFullControl", "grantRead", "grantReadAcp", "grantWrite", "grantWriteAcp"),
        _cuts_off(_ACCESS),
    ),
    **dict.fromkeys(
        (
            "tagging",
            "corsConfiguration",
            "websiteConfiguration",
            "loggingConfiguration",
            "notificationConfiguration",
            "replicationConfiguration",
            "accelerateConfiguration",
            "paymentConfiguration",
        ),
        _says("AWS changes this while the bucket goes on working."),
    ),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    return f"AWS creates a new bucket in {asked.get('locationConstraint')}.", source.S3


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    versions = " and every old version" if asked.get("versioningConfiguration") else ""
    sentence = (
        "AWS deletes only an empty bucket and refuses until somebody has deleted every object"
        f"{versions}. Its name can then be taken by anybody."
    )
    return sentence, source.S3, False

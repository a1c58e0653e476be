"""A bucket as AWS describes it, one setting for each call, in the provider's fields.

`settings` has Versioning, Encryption, PublicAccess, Lifecycle and Ownership, each as its call
answers. What the provider has no field for stays in, in AWS's words with a small first letter, so
that the schema names it.
"""

from collections.abc import Mapping
from typing import Any, Final

_SPECIAL: Final[Mapping[str, str]] = {
    "ID": "id",
    "SSEAlgorithm": "sseAlgorithm",
    "KMSMasterKeyID": "kmsMasterKeyId",
    "MFADelete": "mfaDelete",
}


def described(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """spec.forProvider; what AWS does not say is left out. Tags by key: they have no order."""
    found = told(settings, tags, region)
    return {name: value for name, value in found.items() if value not in (None, {}, {"tagSet": []})}


def told(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """Every name that can be described, also those of which AWS says nothing."""
    rules = settings.get("Lifecycle")
    return {
        "locationConstraint": region,
        "objectOwnership": _ownership(settings.get("Ownership") or {}),
        "publicAccessBlockConfiguration": _small(settings.get("PublicAccess")),
        "serverSideEncryptionConfiguration": _small(settings.get("Encryption")),
        "versioningConfiguration": _small(settings.get("Versioning")),
        "lifecycleConfiguration": {"rules": _small(rules)} if rules else None,
        "tagging": {
            "tagSet": [{"key": key, "value": value} for key, value in sorted(tags.items())]
        },
    }


# Private functions


def _ownership(settings: Mapping[str, Any]) -> str | None:
    return next((each.get("ObjectOwnership") for each in settings.get("Rules") or ()), None)


def _small(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            _SPECIAL.get(name, name[:1].lower() + name[1:]): _small(each)
            for name, each in value.items()
        }
    return [_small(each) for each in value] if isinstance(value, list) else value

"""What a bucket has besides itself: each is read, compared and written by calls of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clark.local.controlplane.cloud import CloudRefusal, asking
from clark.local.controlplane.provider.bucket_policy import BucketPolicy
from clark.local.controlplane.provider.shapes import capitalised, contains, uncapitalised

SPECIAL = {
    "id": "ID",
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "mfaDelete": "MFADelete",
}
ABSENT = {
    "ServerSideEncryptionConfigurationNotFoundError",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchLifecycleConfiguration",
    "NoSuchTagSet",
}


@dataclass(frozen=True)
class Subresource:
    """`field` is the provider's name in spec.forProvider; `inside` picks it from the answer."""

    field: str
    read: str
    write: str
    argument: str
    inside: Callable[[Mapping[str, Any]], Any]

    def get(self, client: Any, bucket: str) -> Any:
        """In the provider's shape, or None."""
        try:
            with asking(f"cannot get Bucket {self.field}"):
                answer = getattr(client, self.read)(Bucket=bucket)
        except CloudRefusal as refusal:
            if refusal.code in ABSENT:
                return None
            raise
        return uncapitalised(self.inside(answer), SPECIAL) or None

    def put(self, client: Any, bucket: str, wanted: Any) -> None:
        given = {self.argument: capitalised(wanted, SPECIAL)}
        with asking(f"cannot create or update: cannot put Bucket {self.field}"):
            getattr(client, self.write)(Bucket=bucket, **given)

    def late(self, present: Any) -> Any:
        """What the provider fills in where a definition says nothing."""
        return present

    def matches(self, present: Any, wanted: Any) -> bool:
        return contains(_ordered(present), _ordered(wanted))


def _ordered(value: Any) -> Any:
    """A tag set has no order."""
    if isinstance(value, Mapping) and "tagSet" in value:
        return {"tagSet": sorted(value["tagSet"], key=lambda tag: str(tag.get("key")))}
    return value


def _without_metadata(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


SUBRESOURCES = (
    Subresource(
        "versioningConfiguration",
        "get_bucket_versioning",
        "put_bucket_versioning",
        "VersioningConfiguration",
        _without_metadata,
    ),
    Subresource(
        "serverSideEncryptionConfiguration",
        "get_bucket_encryption",
        "put_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        lambda answer: answer["ServerSideEncryptionConfiguration"],
    ),
    Subresource(
        "publicAccessBlockConfiguration",
        "get_public_access_block",
        "put_public_access_block",
        "PublicAccessBlockConfiguration",
        lambda answer: answer["PublicAccessBlockConfiguration"],
    ),
    Subresource(
        "lifecycleConfiguration",
        "get_bucket_lifecycle_configuration",
        "put_bucket_lifecycle_configuration",
        "LifecycleConfiguration",
        lambda answer: {"rules": answer["Rules"]},
    ),
    Subresource(
        "tagging",
        "get_bucket_tagging",
        "put_bucket_tagging",
        "Tagging",
        lambda answer: {"tagSet": answer["TagSet"]},
    ),
    BucketPolicy(),
)

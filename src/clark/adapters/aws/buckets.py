"""S3 buckets with everything that can be set on them, each by a call of its own."""

from collections.abc import Iterator
from typing import Any, Final

from clark.adapters.aws.session import Absent, Session, plain, tags
from clark.ports.cloud import Found

HOME: Final = "us-east-1"  # where a bucket without a location constraint is
# A setting by the call that tells it, and the key of its answer; None for the whole of it.
SETTINGS: Final = (
    ("Versioning", "get_bucket_versioning", None),
    ("Encryption", "get_bucket_encryption", "ServerSideEncryptionConfiguration"),
    ("PublicAccess", "get_public_access_block", "PublicAccessBlockConfiguration"),
    ("Lifecycle", "get_bucket_lifecycle_configuration", "Rules"),
    ("Ownership", "get_bucket_ownership_controls", "OwnershipControls"),
    ("Policy", "get_bucket_policy", "Policy"),
    ("Cors", "get_bucket_cors", "CORSRules"),
    ("Website", "get_bucket_website", None),
    ("Logging", "get_bucket_logging", "LoggingEnabled"),
    ("Notification", "get_bucket_notification_configuration", None),
    ("Replication", "get_bucket_replication", "ReplicationConfiguration"),
    ("Acceleration", "get_bucket_accelerate_configuration", "Status"),
    ("Payment", "get_bucket_request_payment", "Payer"),
    ("ObjectLock", "get_object_lock_configuration", "ObjectLockConfiguration"),
    ("Grants", "get_bucket_acl", "Grants"),
)


def buckets(session: Session, region: str) -> Iterator[Found]:
    """AWS lists buckets of all regions at once, and tells the region of one at a time."""
    for each in session.ask("s3", region, "list_buckets").get("Buckets") or ():
        yield from bucket(session, region, each["Name"])


def bucket(session: Session, region: str, name: str) -> Iterator[Found]:
    """Nothing where it stands in another region, or is gone since it was listed."""
    try:
        answer = session.ask("s3", region, "get_bucket_location", Bucket=name)
    except Absent:
        return
    where = answer.get("LocationConstraint") or HOME
    if {"EU": "eu-west-1"}.get(where, where) == region:
        settings = {key: _setting(session, region, name, (call, of)) for key, call, of in SETTINGS}
        present = {key: each for key, each in settings.items() if each}
        yield Found(
            "bucket", name, region, "available", plain(present), _tags(session, region, name)
        )


# Private functions


def _setting(session: Session, region: str, name: str, how: tuple[str, str | None]) -> Any:
    call, of = how
    try:
        answer = session.ask("s3", region, call, Bucket=name)
    except Absent:
        return None
    if of is not None:
        return answer.get(of)
    return {key: each for key, each in answer.items() if key != "ResponseMetadata"}


def _tags(session: Session, region: str, name: str) -> dict[str, str]:
    try:
        return tags(session.ask("s3", region, "get_bucket_tagging", Bucket=name)["TagSet"])
    except Absent:
        return {}

"""Best practices for storage buckets (Bucket)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from clark.policy.practices.practice import HUB, Practice, Subject, always, on, wants

KIND: Final = "Bucket"
GUIDE: Final = "Amazon S3 User Guide"
ENCRYPTION: Final = {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]}
# Deletes nothing that anybody could read: parts of uploads that were never completed.
UNFINISHED: Final = {
    "rules": [
        {
            "id": "unfinished-uploads",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        }
    ]
}
_BLOCKS: Final = (
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
)
_LISTS: Final = ("acl", "grantFullControl", "grantRead", "grantReadAcp", "grantWrite")


def _rules(value: Any) -> Sequence[Any]:
    rules = value.get("rules") if isinstance(value, Mapping) else None
    return rules if isinstance(rules, list) else ()


def _encrypts(value: Any) -> bool:
    return any(
        isinstance(rule, Mapping) and rule.get("applyServerSideEncryptionByDefault")
        for rule in _rules(value)
    )


def _tidies(value: Any) -> bool:
    return any(
        isinstance(rule, Mapping) and rule.get("status") == "Enabled" for rule in _rules(value)
    )


def _access_lists(subject: Subject) -> str:
    """What has to go first: AWS refuses access lists where the bucket's owner owns all."""
    there = [each for each in _LISTS if subject.main.says(("spec", "forProvider", each))]
    return f"Take {' and '.join(there)} out of its file first." if there else ""


def _has_rules(subject: Subject) -> str:
    """Rules that somebody turned off are not overwritten."""
    path = ("spec", "forProvider", "lifecycleConfiguration")
    if _rules(subject.main.says(path)):
        return "It has rules that are turned off: turn one on in its file."
    return ""


def _plain_connections(subject: Subject) -> str:
    policy = subject.main.says(("spec", "forProvider", "policy"))
    said = policy.get("statements") if isinstance(policy, Mapping) else None
    statements = said if isinstance(said, list) else []
    refused = any(
        isinstance(each, Mapping)
        and each.get("effect") == "Deny"
        and "aws:SecureTransport" in str(each.get("condition"))
        for each in statements
    )
    return "" if refused else "no statement of its policy denies connections without TLS"


PRACTICES: Final = (
    Practice(
        "bucket-private",
        KIND,
        "Nothing public, whatever a policy says",
        "A policy or an access list that makes objects public by mistake has no effect.",
        5,
        f"{HUB}, s3-controls",
        tuple(wants(f"publicAccessBlockConfiguration.{each}", on, True) for each in _BLOCKS),
    ),
    Practice(
        "bucket-versions",
        KIND,
        "Old versions are kept",
        "What was overwritten or deleted by mistake can be brought back.",
        4,
        f"{HUB}, s3-controls",
        (
            wants(
                "versioningConfiguration.status",
                lambda status: status == "Enabled",
                "Enabled",
                parameter=("versioning", True),
            ),
        ),
        costs="Old versions are stored and cost.",
    ),
    Practice(
        "bucket-transport",
        KIND,
        "Encrypted connections only",
        "Who listens on the way reads nothing.",
        4,
        f"{HUB}, s3-controls",
        amiss=_plain_connections,
        by_hand=always(
            "Add a statement to its policy that denies requests with aws:SecureTransport false, "
            "as the catalog's buckets have it."
        ),
    ),
    Practice(
        "bucket-owner",
        KIND,
        "One owner, no access lists",
        "Who may read is said in one place, by policies, and not by each object.",
        3,
        f"{HUB}, s3-controls",
        (
            wants(
                "objectOwnership",
                lambda owner: owner == "BucketOwnerEnforced",
                "BucketOwnerEnforced",
            ),
        ),
        by_hand=_access_lists,
    ),
    Practice(
        "bucket-encrypted",
        KIND,
        "The file says how objects are encrypted",
        "AWS encrypts new objects in any case; by the file everybody sees with which key.",
        2,
        f"{GUIDE}, default-bucket-encryption",
        (wants("serverSideEncryptionConfiguration", _encrypts, ENCRYPTION),),
    ),
    Practice(
        "bucket-lifecycle",
        KIND,
        "A rule for what becomes old",
        "Without one, uploads that were never completed and old versions are stored and paid for "
        "ever. The fix ends unfinished uploads after 7 days and deletes no object.",
        2,
        f"{HUB}, s3-controls",
        (wants("lifecycleConfiguration", _tidies, UNFINISHED),),
        by_hand=_has_rules,
    ),
    Practice(
        "bucket-logs",
        KIND,
        "Requests are logged",
        "Who read or deleted an object is known afterwards.",
        1,
        f"{HUB}, s3-controls",
        (wants("loggingConfiguration", lambda said: isinstance(said, Mapping) and bool(said)),),
        by_hand=always("Name the bucket that the logs go to, in loggingConfiguration of its file."),
    ),
)

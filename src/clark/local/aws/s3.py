"""S3: bucket names and bucket policies are checked; moto takes any."""

import ipaddress
import json
import re
from typing import Any, Final

from moto.s3 import urls as moto_urls
from moto.s3.exceptions import InvalidBucketName, S3AccessDeniedError, S3ClientError
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.utils import bucket_policy_is_public

from clark.local.aws.identity import REGIONS

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
NAME: Final = re.compile(r"[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]")
RESERVED_STARTS: Final = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_ENDS: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


class Backend(S3Backend):
    @property
    def _url_module(self) -> Any:
        return moto_urls

    def create_bucket(
        self, bucket_name: str, region_name: str, bucket_namespace: str | None = None
    ) -> FakeBucket:
        if not name_is_valid(bucket_name):
            raise InvalidBucketName()
        if region_name not in REGIONS:
            reason = "The specified location-constraint is not valid"
            raise S3ClientError("InvalidLocationConstraint", reason)
        return super().create_bucket(bucket_name, region_name, bucket_namespace)

    def put_bucket_policy(self, bucket_name: str, policy: bytes) -> None:
        _check_policy(policy, bucket_name)
        block = self.get_bucket(bucket_name).public_access_block
        blocked = block is not None and str(block.block_public_policy).lower() == "true"
        if blocked and bucket_policy_is_public(policy):
            raise S3AccessDeniedError()
        super().put_bucket_policy(bucket_name, policy)


def name_is_valid(name: str) -> bool:
    """Whether a general purpose bucket may be called `name`."""
    return (
        NAME.fullmatch(name) is not None
        and not _is_address(name)
        and not name.startswith(RESERVED_STARTS)
        and not name.endswith(RESERVED_ENDS)
    )


# Private functions


def _is_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


def _check_policy(policy: bytes, bucket: str) -> None:
    try:
        document = json.loads(policy)
    except ValueError:
        raise _malformed("Policies must be valid JSON and the first byte must be '{'") from None
    if not isinstance(document, dict) or "Statement" not in document:
        raise _malformed("Missing required field Statement")
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        _check_statement(statement, bucket)


def _check_statement(statement: Any, bucket: str) -> None:
    if not isinstance(statement, dict):
        raise _malformed("Policy has invalid statement")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise _malformed("Policy has invalid effect")
    for one, other in (
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    ):
        if one not in statement and other not in statement:
            raise _malformed(f"Missing required field {one}")
    resources = statement.get("Resource", statement.get("NotResource"))
    arn = f"arn:aws:s3:::{bucket}"
    for resource in resources if isinstance(resources, list) else [resources]:
        if not isinstance(resource, str) or not (resource == arn or resource.startswith(f"{arn}/")):
            raise _malformed("Policy has invalid resource")


def _malformed(message: str) -> S3ClientError:
    return S3ClientError("MalformedPolicy", message)

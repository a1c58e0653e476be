"""A bucket's policy: provider-aws pkg/controller/s3/bucket/policy.go, v0.58."""

import json
from collections.abc import Mapping
from typing import Any, Final

from clark.local.controlplane.cloud import CloudRefusal, asking

ABSENT: Final = "NoSuchBucketPolicy"
# A statement's parts that are lists of texts: the provider's name -> AWS's.
LISTS: Final = {
    "action": "Action",
    "notAction": "NotAction",
    "resource": "Resource",
    "notResource": "NotResource",
}
VALUES: Final = ("stringValue", "booleanValue", "numericValue", "dateValue", "listValue")
PRINCIPALS: Final = ("iamRoleArn", "iamUserArn", "awsAccountId")


class BucketPolicy:
    """Read, compared and written as the other subresources are."""

    field = "policy"

    def get(self, client: Any, bucket: str) -> Any:
        """As AWS has it, or None."""
        try:
            with asking("cannot get Bucket policy"):
                return json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])
        except CloudRefusal as refusal:
            if refusal.code == ABSENT:
                return None
            raise

    def put(self, client: Any, bucket: str, wanted: Mapping[str, Any]) -> None:
        with asking("cannot create or update: cannot put Bucket policy"):
            client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(in_aws_words(wanted)))

    def matches(self, present: Any, wanted: Mapping[str, Any]) -> bool:
        return bool(present == in_aws_words(wanted))

    def late(self, _present: Any) -> None:
        """The provider fills in no policy that a definition does not have."""


def in_aws_words(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy as AWS takes it."""
    head = {
        aws: policy[name] for name, aws in (("version", "Version"), ("id", "Id")) if name in policy
    }
    return {**head, "Statement": [_statement(one) for one in policy.get("statements") or ()]}


# Private functions


def _statement(one: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"Sid": one["sid"]} if one.get("sid") else {}
    said["Effect"] = one["effect"]
    for name, aws in (("principal", "Principal"), ("notPrincipal", "NotPrincipal")):
        if one.get(name):
            said[aws] = _principal(one[name])
    said |= {aws: list(one[name]) for name, aws in LISTS.items() if one.get(name)}
    if one.get("condition"):
        said["Condition"] = {
            group["operatorKey"]: {each["key"]: _value(each) for each in group["conditions"]}
            for group in one["condition"]
        }
    return said


def _principal(one: Mapping[str, Any]) -> Any:
    if one.get("allowAnon"):
        return "*"
    listed = one.get("awsPrincipals") or ()
    found = {"AWS": [each[name] for each in listed for name in PRINCIPALS if each.get(name)]}
    if one.get("service"):
        found["Service"] = list(one["service"])
    if one.get("federated"):
        found["Federated"] = one["federated"]
    return {name: value for name, value in found.items() if value}


def _value(each: Mapping[str, Any]) -> Any:
    return next((each[name] for name in VALUES if each.get(name) is not None), "")

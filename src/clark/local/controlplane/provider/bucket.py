"""Bucket: provider-aws pkg/controller/s3/bucket.go and its subresources, v0.58.

Its website, logging, notification, replication, accelerate, payment and object lock
subresources are not played here.
"""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudRefusal, asking
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.subresources import SUBRESOURCES

NOT_FOUND = {"404", "NoSuchBucket", "NotFound"}
CLASSIC_REGION = "us-east-1"  # AWS refuses it as a location constraint


class Buckets:
    """Implements `External`."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def observe(self, resource: Resource) -> Seen | None:
        client, name = self._client(resource), resource.external_name
        try:
            with asking("failed to query Bucket"):
                client.head_bucket(Bucket=name)
        except CloudRefusal as refusal:
            if refusal.code in NOT_FOUND:
                return None
            raise
        wanted = resource.parameters
        present = {one.field: one.get(client, name) for one in SUBRESOURCES}
        right = all(
            one.matches(present[one.field], wanted[one.field])
            for one in SUBRESOURCES
            if wanted.get(one.field) is not None
        )
        return Seen(
            ready=conditions.AVAILABLE if right else conditions.CREATING,
            status={"arn": f"arn:aws:s3:::{name}"},
            up_to_date=right,
            late={
                one.field: value
                for one in SUBRESOURCES
                if (value := one.late(present[one.field])) is not None
            },
            details={"endpoint": name, "region": _region(resource)},
        )

    def login(self, _resource: Resource) -> Mapping[str, str] | None:
        return None

    def create(self, resource: Resource, _password: str | None) -> None:
        parameters = resource.parameters
        given: dict[str, Any] = {
            aws: parameters[name]
            for name, aws in (("acl", "ACL"), ("objectOwnership", "ObjectOwnership"))
            if parameters.get(name) is not None
        }
        if _region(resource) != CLASSIC_REGION:
            given["CreateBucketConfiguration"] = {"LocationConstraint": _region(resource)}
        with asking("failed to create the Bucket"):
            self._client(resource).create_bucket(Bucket=resource.external_name, **given)

    def take_over(self, _resource: Resource, _password: str) -> bool:
        return True

    def update(self, resource: Resource) -> None:
        client, name = self._client(resource), resource.external_name
        wanted = resource.parameters
        for one in SUBRESOURCES:
            asked = wanted.get(one.field)
            if asked is not None and not one.matches(one.get(client, name), asked):
                one.put(client, name, asked)

    def delete(self, resource: Resource) -> None:
        try:
            with asking(""):
                self._client(resource).delete_bucket(Bucket=resource.external_name)
        except CloudRefusal as refusal:
            if refusal.code not in NOT_FOUND:
                raise

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("s3", _region(resource))


# Private functions


def _region(resource: Resource) -> str:
    return str(resource.parameters.get("locationConstraint") or CLASSIC_REGION)

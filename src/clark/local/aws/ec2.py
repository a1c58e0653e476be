"""EC2: two things that moto shows other than AWS does, so that Terraform saw a difference.

And what is there from the start, with the same ids for ever: the default VPC, which RDS and
ElastiCache know too, and the launch template of the nodes that join the cluster in it.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.ec2 import urls as moto_urls
from moto.ec2.models import EC2Backend, launch_templates, security_groups, subnets, vpcs
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule

from clark.local.aws import identity

TEMPLATE = "launch-template"
NODES: dict[str, Any] = {  # as clark.blueprints.infra's modules/nodes has it
    "MetadataOptions": {
        "HttpEndpoint": "enabled",
        "HttpTokens": "required",
        "HttpPutResponseHopLimit": 1,
    },
    "BlockDeviceMappings": [
        {
            "DeviceName": "/dev/xvda",
            "Ebs": {"VolumeType": "gp3", "VolumeSize": 50, "Encrypted": True},
        }
    ],
}


class Rule(SecurityGroupRule):
    @property
    def description(self) -> str | None:
        """That of a rule about another security group is with the group."""
        return super().description or self.source_group.get("Description")


class Backend(EC2Backend):
    def __init__(self, region_name: str, account_id: str) -> None:
        with _named_by(account_id, region_name):
            super().__init__(region_name, account_id)
            name = f"{identity.CLUSTER}-nodes"
            self.create_launch_template(name, "Nodes of the local cluster", NODES, {})

    @property
    def _url_module(self) -> Any:
        return moto_urls

    def create_launch_template(
        self,
        name: str,
        description: str,
        template_data: dict[str, Any],
        tag_spec: dict[str, Any],
    ) -> LaunchTemplate:
        """The tags of the template itself are not among those it gives to instances."""
        given = template_data.get("TagSpecifications") or []
        kept = [one for one in given if one["ResourceType"] != TEMPLATE]
        data = {name: value for name, value in template_data.items() if name != "TagSpecifications"}
        if kept:
            data["TagSpecifications"] = kept
        return super().create_launch_template(name, description, data, tag_spec)


# Private functions


@contextmanager
def _named_by(account: str, region: str) -> Iterator[None]:
    """Meanwhile moto's ids are those of the default VPC, what is in it, and the launch template."""
    numbers = itertools.count()
    made = (
        (vpcs, "random_vpc_id", lambda: identity.default_vpc(account, region)),
        (
            subnets,
            "random_subnet_id",
            lambda: identity.default_subnet(account, region, next(numbers)),
        ),
        (
            security_groups,
            "random_security_group_id",
            lambda: identity.default_security_group(account, region),
        ),
        (
            launch_templates,
            "random_launch_template_id",
            lambda: identity.node_launch_template(account, region),
        ),
    )
    before = [(module, name, getattr(module, name)) for module, name, _ in made]
    for module, name, make in made:
        setattr(module, name, make)
    try:
        yield
    finally:
        for module, name, make in before:
            setattr(module, name, make)

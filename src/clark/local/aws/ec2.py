"""EC2: two things that moto shows other than AWS does, so that Terraform saw a difference.

And the default VPC, which is the same one that RDS and ElastiCache know, for ever.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.ec2 import urls as moto_urls
from moto.ec2.models import EC2Backend, security_groups, subnets, vpcs
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule

from clark.local.aws import identity

TEMPLATE = "launch-template"


class Rule(SecurityGroupRule):
    @property
    def description(self) -> str | None:
        """That of a rule about another security group is with the group."""
        return super().description or self.source_group.get("Description")


class Backend(EC2Backend):
    def __init__(self, region_name: str, account_id: str) -> None:
        with _named_by(account_id, region_name):
            super().__init__(region_name, account_id)

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
    """Meanwhile moto's ids are those of the default VPC, its subnets and its security group."""
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
    )
    before = [(module, name, getattr(module, name)) for module, name, _ in made]
    for module, name, make in made:
        setattr(module, name, make)
    try:
        yield
    finally:
        for module, name, make in before:
            setattr(module, name, make)

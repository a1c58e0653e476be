"""EC2: two things that moto shows other than AWS does, so that Terraform saw a difference."""

from typing import Any

from moto.ec2 import urls as moto_urls
from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule

TEMPLATE = "launch-template"


class Rule(SecurityGroupRule):
    @property
    def description(self) -> str | None:
        """That of a rule about another security group is with the group."""
        return super().description or self.source_group.get("Description")


class Backend(EC2Backend):
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

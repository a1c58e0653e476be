"""A Terraform in memory that does what its port promises, and misbehaves on request."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clark.errors import Refused
from clark.ports.terraform import Attribute, Plan, ResourceChange, Stack

STACK = Stack("dev", "us-east-1", "network")
FILES = {
    f"{STACK.path}/main.tf": 'terraform {\n  backend "s3" {}\n}\n',
    f"{STACK.path}/terraform.tfvars.json": '{\n  "region": "us-east-1",\n  "owner": "maya"\n}\n',
    "modules/network/main.tf": "# a network\n",
}
VPC = ResourceChange("module.network.aws_vpc.this", "aws_vpc", "create", (), "shop")
SUBNETS = tuple(
    ResourceChange(
        f"module.network.aws_subnet.this[{n}]", "aws_subnet", "create", (), f"subnet-{n}"
    )
    for n in range(3)
)
BUCKET = ResourceChange(
    "aws_s3_bucket.logs",
    "aws_s3_bucket",
    "replace",
    (Attribute("bucket", '"shop-logs"', '"shop-logs-2"', False, True, "name"),),
    "shop-logs",
)
DRIFTED = ResourceChange(
    "aws_ssm_parameter.owner",
    "aws_ssm_parameter",
    "update",
    (
        Attribute("description", '"maya"', '"mallory"', False, False, "owner"),
        Attribute("tier", '"Standard"', '"Advanced"', False, False),
    ),
    "/clark/owner",
)


class MemoryTerraform:
    """`changes` is what the next plans say, `refuses` is raised once by the method it is for,
    `meanwhile` is called while a plan is made."""

    def __init__(self) -> None:
        self.changes: tuple[ResourceChange, ...] = (VPC, *SUBNETS)
        self.drifted: tuple[ResourceChange, ...] = ()
        self.refuses: dict[str, Exception] = {}
        self.plans: dict[str, Plan] = {}
        self.applied: list[str] = []
        self.forgotten: list[str] = []
        self.progress: Callable[[str], None] = lambda _: None
        self.meanwhile: Callable[[str], None] = lambda _: None

    def heard_by(self, progress: Callable[[str], None]) -> "MemoryTerraform":
        self.progress = progress
        return self

    def plan(self, stack: Stack, commit: str) -> Plan:
        self._called("plan")
        self.meanwhile(str(stack))
        self.progress("Plan: 4 to add, 0 to change, 0 to destroy.")
        said = json.dumps([str(stack), commit, len(self.plans)]).encode()
        digest = hashlib.sha256(said).hexdigest()
        self.plans[digest] = Plan(stack, commit, digest, self.changes, self.drifted, "1.11.4")
        return self.plans[digest]

    def drift(self, stack: Stack, commit: str) -> Plan:
        self._called("drift")
        return replace(Plan(stack, commit, "0" * 64, (), self.drifted, "1.11.4"))

    def apply(self, stack: Stack, digest: str) -> Mapping[str, Any]:
        self._called("apply")
        if digest not in self.plans:
            raise Refused("There is no such plan any more. Make a new one.")
        if digest not in self.applied:
            self.applied.append(digest)
            self.changes = ()
        self._called("apply after")
        return {"vpc": "vpc-1"}

    def discard(self, stack: Stack, digest: str) -> None:
        self._called("discard")
        self.plans.pop(digest, None)
        self.forgotten.append(digest)

    def outputs(self, stack: Stack) -> Mapping[str, Any]:
        return {"vpc": "vpc-1"} if self.applied else {}

    def _called(self, name: str) -> None:
        if name in self.refuses:
            raise self.refuses.pop(name)

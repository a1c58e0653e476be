"""What clusters, node groups and add-ons have in common: facts, a status, and updates."""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clark.local.aws.eks.errors import InUse, NotFound
from clark.local.aws.lifecycle import Lifecycle, Step

Facts = dict[str, Any]


class Resource(Lifecycle):
    """`facts` are what the API shows, in its own names; `tags` are among them."""

    def __init__(self, arn: str, facts: Facts) -> None:
        self.arn = arn
        self.facts = facts
        self.steps: list[Step] = []
        self.resting = "ACTIVE"
        self.gone = False
        self.updates: dict[str, Facts] = {}

    @property
    def shown(self) -> Facts:
        return {**self.facts, "status": self.status}

    @property
    def tags(self) -> dict[str, str]:
        tags: dict[str, str] = self.facts["tags"]
        return tags

    def create(self, seconds: float) -> None:
        self.take(Step("CREATING", time.time() + seconds))

    def delete(self, seconds: float) -> None:
        self.steps = []
        self.take(Step("DELETING", time.time() + seconds, values={"gone": True}))

    def change(self, kind: str, changes: Facts, seconds: float) -> Facts:
        """Begin to change these facts. Returns the update, as DescribeUpdate shows it."""
        if self.steps:
            raise InUse(f"{self.arn} is {self.status}: it takes one change at a time.")
        now = datetime.now(UTC)
        facts = {**self.facts, **changes}
        if "modifiedAt" in facts:
            facts["modifiedAt"] = now
        self.take(Step("UPDATING", time.time() + seconds, values={"facts": facts}))
        update = {"id": str(uuid.uuid4()), "type": kind, "createdAt": now, "errors": []}
        self.updates[str(update["id"])] = {**update, "params": _parameters(changes)}
        return self.update(str(update["id"]))

    def update(self, name: str) -> Facts:
        """Only the last one can be under way."""
        if name not in self.updates:
            raise NotFound(f"No update found for ID: {name}")
        under_way = bool(self.steps) and name == list(self.updates)[-1]
        return {**self.updates[name], "status": "InProgress" if under_way else "Successful"}


def stamped(facts: Mapping[str, Any], *, tags: Mapping[str, str] | None) -> Facts:
    """With what everything in EKS has."""
    now = datetime.now(UTC)
    return {**facts, "createdAt": now, "modifiedAt": now, "tags": dict(tags or {})}


def _parameters(changes: Facts) -> list[Facts]:
    return [
        {"type": name[:1].upper() + name[1:], "value": str(value)}
        for name, value in changes.items()
        if value is not None
    ]

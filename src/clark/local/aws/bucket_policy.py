"""Conditions of bucket policies. moto knows few, and takes a denial for one without conditions."""

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any, Final

from moto.s3.models import FakeBucket

from clark.local.aws.identity import ACCOUNT

# Who has the key acts for the account. The transport never leaves the machine: it counts as safe.
CONTEXT: Final = {
    "aws:principalaccount": ACCOUNT,
    "aws:principalarn": f"arn:aws:iam::{ACCOUNT}:root",
    "aws:principaltype": "Account",
    "aws:securetransport": "true",
}


class Bucket(FakeBucket):
    def get_permission(self, action: str, resource: str) -> Any:
        if self.policy is None:
            return super().get_permission(action, resource)
        written = self.policy
        self.policy = json.dumps(applying(json.loads(written))).encode()
        try:
            return super().get_permission(action, resource)
        finally:
            self.policy = written


def applying(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy with the statements whose conditions hold, and without the conditions."""
    statements = policy["Statement"]
    kept = [
        {name: value for name, value in one.items() if name != "Condition"}
        for one in (statements if isinstance(statements, list) else [statements])
        if _holds(one.get("Condition") or {})
    ]
    return {**policy, "Statement": kept}


def _holds(condition: dict[str, dict[str, Any]]) -> bool:
    return all(
        _compare(operator, CONTEXT.get(key.lower()), _texts(wanted))
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _compare(operator: str, value: str | None, wanted: list[str]) -> bool:
    """As IAM does: what is missing equals nothing, so it differs from everything."""
    if operator == "Null":
        return (value is None) is ("true" in wanted)
    differs = "Not" in operator
    if value is None:
        return differs or operator.endswith("IfExists")
    return any(fnmatchcase(value, one) for one in wanted) is not differs


def _texts(wanted: Any) -> list[str]:
    several: Iterable[Any] = wanted if isinstance(wanted, list) else [wanted]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in several]

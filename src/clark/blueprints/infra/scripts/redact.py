"""Take every value out of a Terraform plan that Terraform itself marks as sensitive.

    terraform show -json plan.tfplan | python3 scripts/redact.py > plan.json

What stays is what a reviewer needs: which resources change, which attributes, and the values that
are no secret. Needs nothing but Python.
"""

import json
import sys
from itertools import zip_longest
from typing import Any

HIDDEN = "(sensitive)"
KEPT = ("address", "previous_address", "mode", "type", "name", "index", "provider_name")


def hide(value: Any, marks: Any) -> Any:
    """`value` without what `marks` says is sensitive: true, or the same shape with true inside."""
    if marks is True:
        return HIDDEN
    if isinstance(value, dict) and isinstance(marks, dict):
        return {key: hide(inner, marks.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(marks, list):
        return [hide(inner, mark) for inner, mark in zip_longest(value, marks[: len(value)])]
    return value


def change(resource: dict[str, Any]) -> dict[str, Any]:
    changes = resource["change"]
    return {
        **{key: resource[key] for key in KEPT if key in resource},
        "change": {
            "actions": changes["actions"],
            "before": hide(changes.get("before"), changes.get("before_sensitive")),
            "after": hide(changes.get("after"), changes.get("after_sensitive")),
            "before_sensitive": changes.get("before_sensitive", False),
            "after_sensitive": changes.get("after_sensitive", False),
            "after_unknown": changes.get("after_unknown", False),
            "replace_paths": changes.get("replace_paths", []),
        },
    }


def redact(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan's changes and drift. Variables, outputs, state and configuration are left out."""
    return {
        "format_version": plan["format_version"],
        "terraform_version": plan["terraform_version"],
        "resource_changes": [change(resource) for resource in plan.get("resource_changes", [])],
        "resource_drift": [change(resource) for resource in plan.get("resource_drift", [])],
    }


if __name__ == "__main__":
    json.dump(redact(json.load(sys.stdin)), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")

"""Take every value out of a Terraform plan that is secret, or may be: inspection/redaction.py.

    terraform show -json plan.tfplan | python3 scripts/redact.py > plan.json

What stays is what a reviewer needs: which resources change, which attributes, and the values that
are no secret. Needs nothing but Python.
"""

import json
import sys
from itertools import zip_longest
from typing import Any

from inspection.redaction import Redaction, redaction

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


def clean(value: Any, type_: str, path: tuple[str | int, ...], nets: Redaction) -> Any:
    """`value` without what its name tells to be secret, or what repeats a secret from elsewhere."""
    if path and value is not None and nets.secret(type_, path, ()):
        return HIDDEN
    if isinstance(value, dict):
        return {key: clean(inner, type_, (*path, key), nets) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner, type_, (*path, at), nets) for at, inner in enumerate(value)]
    repeats = isinstance(value, str) and any(each in value for each in nets.values)
    return HIDDEN if repeats else value


def change(resource: dict[str, Any], nets: Redaction) -> dict[str, Any]:
    changes, type_ = resource["change"], resource["type"]

    def shown(moment: str) -> Any:
        marked = hide(changes.get(moment), changes.get(f"{moment}_sensitive"))
        return clean(marked, type_, (), nets)

    return {
        **{key: resource[key] for key in KEPT if key in resource},
        "change": {
            "actions": changes["actions"],
            "before": shown("before"),
            "after": shown("after"),
            "before_sensitive": changes.get("before_sensitive", False),
            "after_sensitive": changes.get("after_sensitive", False),
            "after_unknown": changes.get("after_unknown", False),
            "replace_paths": changes.get("replace_paths", []),
        },
    }


def redact(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan's changes and drift. Variables, outputs, state and configuration are left out."""
    nets = redaction(plan)
    return {
        "format_version": plan["format_version"],
        "terraform_version": plan["terraform_version"],
        "resource_changes": [change(each, nets) for each in plan.get("resource_changes", [])],
        "resource_drift": [change(each, nets) for each in plan.get("resource_drift", [])],
    }


if __name__ == "__main__":
    json.dump(redact(json.load(sys.stdin)), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")

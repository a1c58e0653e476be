"""Reading a manifest's value by name, whatever is missing on the way."""

from collections.abc import Mapping
from typing import Any

EXTERNAL_NAME = "crossplane.io/external-name"
ADOPTED = "clark.dev/adopted"  # names what was in AWS before its definition was


def block(value: Any, *names: str) -> Mapping[str, Any]:
    """The object below these names; empty where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def settings(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """spec.forProvider: what AWS is asked for."""
    return block(manifest, "spec", "forProvider")


def name(manifest: Mapping[str, Any]) -> str:
    """metadata.name."""
    return str(block(manifest, "metadata").get("name") or "")


def external_name(manifest: Mapping[str, Any]) -> str:
    """What AWS calls it: the annotation, or else metadata.name (crossplane.md §2)."""
    written = block(manifest, "metadata", "annotations").get(EXTERNAL_NAME)
    return str(written or name(manifest))


def environment(manifest: Mapping[str, Any]) -> str:
    """The environment by label, or else by the last part of the name."""
    label = block(manifest, "metadata", "labels").get("clark.dev/environment")
    return str(label or name(manifest).rpartition("-")[2])


def is_production(manifest: Mapping[str, Any]) -> bool:
    """Whether an interruption must be accepted by a person."""
    return environment(manifest) in ("prod", "production")


def is_adopted(manifest: Mapping[str, Any]) -> bool:
    """Whether it was in AWS before its definition was."""
    notes = block(manifest, "metadata", "annotations")
    return bool(notes.get(ADOPTED)) and notes.get(ADOPTED) == notes.get(EXTERNAL_NAME)

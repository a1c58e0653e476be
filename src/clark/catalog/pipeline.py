"""A composition's steps, one after the other: what is observed goes in, what is desired comes out.

Source: function-patch-and-transform v0.10.7 `fn.go`, function-auto-ready v0.7.0 `fn.go`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from clark.catalog.numbers import floated, settled

# Name -> data of each EnvironmentConfig of a cluster.
Configs = Mapping[str, Mapping[str, Any]]
ENVIRONMENT: Final = "apiextensions.crossplane.io/environment"
ENVIRONMENT_KIND: Final = {
    "apiVersion": "internal.crossplane.io/v1alpha1",
    "kind": "Environment",
}


@dataclass(frozen=True)
class Observed:
    """What exists: the composite, and resources by their name in the composition.

    `configs` are the cluster's environment configs. All other numbers are float64 already. `strict`
    asks for a manifest to be kept in a repository: whatever
    would come out garbled or incomplete is refused instead.
    """

    composite: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    configs: Configs = field(default_factory=dict)
    strict: bool = False


@dataclass
class Desired:
    """One resource that is to be. `ready` is None where nobody has said."""

    value: dict[str, Any]
    ready: bool | None = None


@dataclass
class State:
    """What the steps so far want. `context` is what they tell each other, `carried` how much their
    patches have carried together."""

    composite: dict[str, Any] = field(default_factory=dict)
    composite_ready: bool | None = None
    resources: dict[str, Desired] = field(default_factory=dict)
    details: dict[str, bytes] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    carried: int = 0

    @property
    def unready(self) -> list[str]:
        return sorted(name for name, found in self.resources.items() if found.ready is not True)


class Step(Protocol):
    def run(self, observed: Observed, state: State) -> None:
        """Change the state. Raises Broken where the function would end with a fatal result."""


def environment(context: Mapping[str, Any]) -> dict[str, Any]:
    """The environment as patches see it: what the context holds, and a kind."""
    held = context.get(ENVIRONMENT)
    found = floated(held) if isinstance(held, dict) else {}
    if not found.get("kind") and not found.get("apiVersion"):
        found |= ENVIRONMENT_KIND
    return dict(found)


def rename(resource: dict[str, Any], observed: Mapping[str, Any], *, generated: bool) -> None:
    """Keep a resource together with the one that exists: its namespace and name, and what its name
    was generated from. Empty means none."""
    held = observed.get("metadata")
    there = held if isinstance(held, dict) else {}
    metadata = resource.setdefault("metadata", {})
    for key in ("namespace", "name", *(("generateName",) if generated else ())):
        value = there.get(key)
        if isinstance(value, str) and value:
            metadata[key] = value
        else:
            metadata.pop(key, None)


def copy(value: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest that may be changed, its numbers as JSON has them."""
    return {key: settled(part) for key, part in value.items()}

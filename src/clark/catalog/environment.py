"""One step with function-environment-configs: what the cluster stands in, for patches to read.

Only references are read: what a selector finds is known in the cluster alone. Source: v0.7.0
`fn.go` and `input/v1beta1`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.pipeline import ENVIRONMENT, Observed, State
from clark.catalog.reading import Part, gather

FUNCTION: Final = "function-environment-configs"
INPUT: Final = ("environmentconfigs.fn.crossplane.io/v1beta1", "Input")
REFERENCE: Final = "Reference"


@dataclass(frozen=True)
class EnvironmentConfigs:
    """`references` are the names of the configs, where they are written. Later ones win."""

    references: tuple[Part, ...]
    required: bool = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The configs without which nothing is rendered."""
        return tuple(each.text() for each in self.references) if self.required else ()

    def run(self, observed: Observed, state: State) -> None:
        """Raises Broken where a config is missing that must be there."""
        if not self.references:
            return
        held = state.context.get(ENVIRONMENT)
        merged: Mapping[str, Any] = held if isinstance(held, dict) else {}
        for reference in self.references:
            data = observed.configs.get(reference.text())
            if data is not None:
                merged = _merged(merged, data)
            elif self.required:
                raise reference.broken(f"There is no environment config {reference.text()}.")
        state.context[ENVIRONMENT] = dict(merged)


def read_environment_configs(found: Part) -> EnvironmentConfigs:
    """The input of a step. Raises Broken with every flaw."""
    found.only(("apiVersion", "kind", "metadata", "spec"))
    spec = found.at("spec").only(("environmentConfigs", "policy"), ("defaultData",))
    policy = spec.find("policy")
    said = "Required"
    if policy is not None:
        policy.only(("resolution",))
        said = policy.choice("resolution", ("Required", "Optional"), default=said)
    return EnvironmentConfigs(
        gather(spec.parts("environmentConfigs"), _read_reference), said == "Required"
    )


# Private functions


def _read_reference(part: Part) -> Part:
    kind = part.text("type", default=REFERENCE)
    if kind != REFERENCE:
        raise part.at("type").broken(f"The type {kind} is not supported by Clark yet.")
    part.only(("type", "ref"), ("selector", "toFieldPath"))
    name = part.at("ref").only(("name",)).at("name")
    if not name.text():
        raise name.broken("The name may not be empty.")
    return name


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings join at every depth; of anything else the other counts. Neither is changed."""
    merged = dict(one)
    for key, value in other.items():
        there = merged.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[key] = _merged(there, value)
        else:
            merged[key] = value
    return merged

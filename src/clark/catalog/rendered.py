"""What a composition renders, as `crossplane render` shows it.

Source: crossplane v2.1.3 `cmd/crank/render`. The composite carries what patches set and its
condition Ready; each resource carries what ties it to its composite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.composition import Composition
from clark.catalog.fieldpath import lookup
from clark.catalog.numbers import floated, settled
from clark.catalog.patching import is_texts
from clark.catalog.pipeline import Configs, Observed, State, rename
from clark.errors import Refused
from clark.manifests import Document

RESOURCE_NAME: Final = "crossplane.io/composition-resource-name"
COMPOSITE: Final = "crossplane.io/composite"
# The time of a condition is always this one: a real one would be noise.
TIME: Final = "2024-01-01T00:00:00Z"
FIRST: Final = 3


class Mismatch(Refused):
    """Inputs that do not belong together."""


@dataclass(frozen=True)
class Rendered:
    composite: dict[str, Any]
    resources: tuple[dict[str, Any], ...]
    warnings: tuple[str, ...]

    @property
    def all(self) -> list[dict[str, Any]]:
        return [self.composite, *self.resources]


def render_composite(
    composition: Composition,
    composite: Mapping[str, Any],
    observed: Sequence[Mapping[str, Any]] = (),
    context: Mapping[str, Any] | None = None,
    configs: Configs | None = None,
) -> Rendered:
    """Resources are in the order of their names. Raises Broken where rendering fails, with the
    line, Mismatch, and Refused where a resource has another controller."""
    _check_match(composition, composite)
    exists = _exists(observed)
    seen = Observed(floated(dict(composite)), exists, configs or {})
    state = composition.run(seen, context)
    resources = tuple(
        _resource(name, settled(state.resources[name].value), seen)
        for name in sorted(state.resources)
    )
    return Rendered(_composite(state, composite), resources, tuple(state.warnings))


def _exists(observed: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    exists: dict[str, dict[str, Any]] = {}
    for one in observed:
        name = _resource_name(one)
        if name in exists:
            raise Mismatch(f"The resource {name} is observed twice.")
        exists[name] = floated(dict(one))
    return exists


def _check_match(composition: Composition, composite: Mapping[str, Any]) -> None:
    said = (composite.get("apiVersion"), composite.get("kind"))
    if said != composition.of:
        raise Mismatch(
            f"The composition is for {composition.of[1]} of {composition.of[0]}, not for "
            f"{said[1]} of {said[0]}."
        )
    metadata = composite.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        raise Mismatch("The composite resource has no metadata.name.")
    if not isinstance(composite.get("spec", {}), dict):
        raise Mismatch("The spec of the composite resource must be a mapping.")
    wanted = lookup(composite.get("spec", {}), ("crossplane",))
    selector = wanted.get("compositionSelector") if isinstance(wanted, dict) else None
    labels = selector.get("matchLabels") if isinstance(selector, dict) else None
    for key, value in (labels if isinstance(labels, dict) else {}).items():
        if composition.labels.get(key) != value:
            raise Mismatch(f"The composite selects a composition with the label {key}: {value}.")


def _resource_name(observed: Mapping[str, Any]) -> str:
    name = lookup(observed, ("metadata", "annotations", RESOURCE_NAME))
    if not isinstance(name, str) or not name:
        known = Document(0, observed).label
        raise Mismatch(
            f"{known} is observed and does not say which resource of the composition it is: the "
            f"annotation {RESOURCE_NAME} is missing."
        )
    return name


def _resource(name: str, value: dict[str, Any], observed: Observed) -> dict[str, Any]:
    owner = observed.composite
    if name in observed.resources:
        rename(value, observed.resources[name], generated=True)
    metadata = value.setdefault("metadata", {})
    if not metadata.get("name") and not metadata.get("generateName"):
        metadata["generateName"] = f"{owner['metadata']['name']}-"
    if owner["metadata"].get("namespace"):
        metadata["namespace"] = owner["metadata"]["namespace"]
    _add(metadata, "annotations", RESOURCE_NAME, name)
    _add(metadata, "labels", COMPOSITE, owner["metadata"]["name"])
    _own(name, metadata, owner)
    return value


def _add(metadata: dict[str, Any], key: str, name: str, value: str) -> None:
    """Beside texts; anything else that is there is lost, as it is in the real one."""
    held = metadata.get(key)
    kept = held if isinstance(held, dict) and is_texts(held, or_null=True) else {}
    metadata[key] = {**{key: text or "" for key, text in kept.items()}, name: value}


def _own(name: str, metadata: dict[str, Any], owner: Mapping[str, Any]) -> None:
    uid = owner["metadata"].get("uid") or ""
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": uid,
        "controller": True,
        "blockOwnerDeletion": True,
    }
    held = metadata.get("ownerReferences")
    others = [one for one in (held if isinstance(held, list) else []) if isinstance(one, dict)]
    if any(one.get("controller") is True and one.get("uid") != uid for one in others):
        raise Refused(f"The resource {name} already has another controller.")
    kept = [one for one in others if one.get("uid") != uid]
    metadata["ownerReferences"] = [*kept, reference]


def _composite(state: State, composite: Mapping[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = settled(state.composite)
    metadata = composite["metadata"]
    value |= {"apiVersion": composite["apiVersion"], "kind": composite["kind"]}
    held = value.get("metadata")
    value["metadata"] = {**(held if isinstance(held, dict) else {}), "name": metadata["name"]}
    value["metadata"].pop("namespace", None)
    if metadata.get("namespace"):
        value["metadata"]["namespace"] = metadata["namespace"]
    status = value.get("status")
    if status is None or isinstance(status, dict):
        value["status"] = _with_condition(status or {}, _ready(state))
    return value


def _with_condition(status: dict[str, Any], ready: dict[str, Any]) -> dict[str, Any]:
    held = status.get("conditions")
    conditions = [one for one in (held if isinstance(held, list) else []) if isinstance(one, dict)]
    types = [one.get("type") for one in conditions]
    if ready["type"] in types:
        conditions[types.index(ready["type"])] = ready
    else:
        conditions.append(ready)
    return {**status, "conditions": conditions}


def _ready(state: State) -> dict[str, Any]:
    """The condition Ready; its message names at most three resources that are not."""
    unready = [] if state.composite_ready is not None else state.unready
    good = state.composite_ready is not False and not unready
    condition = {
        "lastTransitionTime": TIME,
        "reason": "Available" if good else "Creating",
        "status": "True" if good else "False",
        "type": "Ready",
    }
    if unready:
        condition["message"] = f"Unready resources: {_some(unready)}"
    return condition


def _some(names: list[str]) -> str:
    if len(names) > FIRST:
        return f"{', '.join(names[:FIRST])}, and {len(names) - FIRST} more"
    if len(names) == FIRST:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return ", ".join(names)

"""A Composition, read as strictly as function-patch-and-transform decodes its input."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.fieldpath import ABSENT, lookup
from clark.catalog.patches import SET, Patch, read_patch
from clark.catalog.reading import Part, gather, open_file

API_VERSION: Final = "apiextensions.crossplane.io/v1"
RENDERER: Final = "function-patch-and-transform"
# It watches readiness in the cluster and has no part in what is rendered.
READINESS: Final = "function-auto-ready"
INPUT: Final = ("pt.fn.crossplane.io/v1beta1", "Resources")


@dataclass(frozen=True)
class Resource:
    """One resource of a composition: what it starts from, and what is carried into it."""

    part: Part
    base: Mapping[str, Any]
    patches: tuple[Patch, ...]

    def compose(self, composite: Mapping[str, Any]) -> dict[str, Any]:
        """The manifest for a composite. Raises Broken at the line of the patch that fails."""
        resource = deepcopy(dict(self.base))
        for patch in self.patches:
            patch.apply(composite, resource)
        self._check_head(resource)
        return resource

    def _check_head(self, resource: Mapping[str, Any]) -> None:
        """Every reader relies on the head of a manifest being text."""
        for key in ("apiVersion", "kind"):
            if resource[key] != self.base[key]:
                raise self.part.broken(f"A patch may not change the {key} of a resource.")
        if not _is_text(lookup(resource, ("metadata", "name"))):
            raise self.part.broken("The composition must set metadata.name of every resource.")
        for key in ("labels", "annotations"):
            held = lookup(resource, ("metadata", key))
            if held is not ABSENT and not (
                isinstance(held, dict) and all(isinstance(value, str) for value in held.values())
            ):
                raise self.part.broken(f"The {key} must be names with texts.")


@dataclass(frozen=True)
class Composition:
    """`of` is the apiVersion and kind of the composite that it is for."""

    of: tuple[str, str]
    part: Part
    resources: tuple[Resource, ...]

    def compose(self, composite: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [resource.compose(composite) for resource in self.resources]

    def patches(self) -> Iterable[Patch]:
        return (patch for resource in self.resources for patch in resource.patches)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def read_composition(path: str, text: str) -> Composition:
    """Raises Broken with every flaw that can be seen without rendering."""
    root = open_file(path, text, API_VERSION, "Composition")
    root.only(("apiVersion", "kind", "metadata", "spec"))
    spec = root.at("spec").only(("compositeTypeRef", "mode", "pipeline"))
    if spec.text("mode") != "Pipeline":
        raise spec.at("mode").broken("The only mode is Pipeline.")
    of = spec.at("compositeTypeRef").only(("apiVersion", "kind"))
    inputs = [found for found in gather(spec.parts("pipeline"), _read_step) if found is not None]
    if len(inputs) != 1:
        raise spec.broken(f"The pipeline must have exactly one step with {RENDERER}.")
    return Composition((of.text("apiVersion"), of.text("kind")), spec, _read_resources(inputs[0]))


def _read_step(step: Part) -> Part | None:
    """The input of a step that renders, or None for one that only watches."""
    step.only(("step", "functionRef", "input"), ("credentials", "requirements"))
    function = step.at("functionRef").only(("name",)).text("name")
    if function == READINESS:
        return None
    if function != RENDERER:
        raise step.at("functionRef", "name").broken(
            f"The function {function} is not supported by Clark yet."
        )
    found = step.at("input")
    if (found.text("apiVersion"), found.text("kind")) != INPUT:
        raise found.broken(f"The input must be a {INPUT[1]} of {INPUT[0]}.")
    return found.only(
        ("apiVersion", "kind", "patchSets", "resources"),
        ("environment", "writeConnectionSecretToRef"),
    )


def _read_resources(found: Part) -> tuple[Resource, ...]:
    sets = dict(gather(found.parts("patchSets"), _read_set))
    parts = found.parts("resources")
    if not parts:
        raise found.broken("There must be at least one resource.")
    names = [part.text("name") for part in parts]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise parts[index].broken(f"Two resources are named {name}.")
    return gather(parts, lambda part: _read_resource(part, sets))


def _read_set(part: Part) -> tuple[str, tuple[Patch, ...]]:
    part.only(("name", "patches"))
    return part.text("name"), gather(part.parts("patches"), read_patch)


def _read_resource(part: Part, sets: Mapping[str, tuple[Patch, ...]]) -> Resource:
    part.only(("name", "base", "patches"), ("connectionDetails", "readinessChecks"))
    base = part.at("base")
    base.text("apiVersion")
    base.text("kind")
    inlined = gather(part.parts("patches"), lambda patch: _inline(patch, sets))
    return Resource(part, base.value, tuple(patch for several in inlined for patch in several))


def _inline(part: Part, sets: Mapping[str, tuple[Patch, ...]]) -> tuple[Patch, ...]:
    if part.text("type", default="") != SET:
        return (read_patch(part),)
    name = part.only(("type", "patchSetName")).text("patchSetName")
    if name not in sets:
        raise part.at("patchSetName").broken(f"There is no patch set {name}.")
    return sets[name]

"""A Composition, read as strictly as function-patch-and-transform decodes its input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog import environment, shape
from clark.catalog.autoready import AutoReady
from clark.catalog.connection import read_detail, read_secret_ref
from clark.catalog.numbers import floated, settled
from clark.catalog.patches import ENVIRONMENT_TYPES, SET, Patch, read_patch
from clark.catalog.patching import PatchAndTransform, Resource
from clark.catalog.pipeline import Configs, Observed, State, Step
from clark.catalog.readiness import read_check
from clark.catalog.reading import Part, gather, open_file

API_VERSION: Final = "apiextensions.crossplane.io/v1"
RENDERER: Final = "function-patch-and-transform"
READINESS: Final = "function-auto-ready"
INPUT: Final = ("pt.fn.crossplane.io/v1beta1", "Resources")
LATER: Final = ("credentials", "requirements")
MOST_STEPS: Final = 99


@dataclass(frozen=True)
class Composition:
    """`of` is the apiVersion and kind of the composite that it is for."""

    of: tuple[str, str]
    part: Part
    labels: Mapping[str, Any]
    steps: tuple[Step, ...]

    def run(self, observed: Observed, context: Mapping[str, Any] | None = None) -> State:
        """Raises Broken at the line of what fails."""
        state = State(context=floated(dict(context or {})))
        for step in self.steps:
            step.run(observed, state)
        return state

    def compose(
        self, composite: Mapping[str, Any], configs: Configs | None = None
    ) -> list[dict[str, Any]]:
        """The manifests of a composite that is new, fit to be kept. Raises Broken."""
        state = self.run(Observed(floated(composite), configs=configs or {}, strict=True))
        return [desired.value for desired in state.resources.values()]

    @property
    def renderers(self) -> tuple[PatchAndTransform, ...]:
        return tuple(step for step in self.steps if isinstance(step, PatchAndTransform))

    @property
    def configs(self) -> tuple[str, ...]:
        """The environment configs without which nothing is rendered, by name."""
        steps = (each for each in self.steps if isinstance(each, environment.EnvironmentConfigs))
        return tuple(dict.fromkeys(name for step in steps for name in step.needs))

    def patches(self) -> Iterable[Patch]:
        for step in self.renderers:
            yield from step.environment
            yield from (patch for resource in step.resources for patch in resource.patches)


def read_composition(path: str, text: str) -> Composition:
    """Raises Broken with every flaw that can be seen without rendering."""
    root = open_file(path, text, API_VERSION, "Composition")
    root.only(("apiVersion", "kind", "metadata", "spec"))
    spec = root.at("spec").only(("compositeTypeRef", "mode", "pipeline"))
    if spec.text("mode") != "Pipeline":
        raise spec.at("mode").broken("The only mode is Pipeline.")
    of = spec.at("compositeTypeRef").only(("apiVersion", "kind"))
    steps = gather(spec.parts("pipeline"), _read_step)
    if len(steps) > MOST_STEPS:
        raise spec.at("pipeline").broken(f"A pipeline has at most {MOST_STEPS} steps.")
    _refuse_twice(spec.parts("pipeline"), "step", "Two steps are named")
    labels = root.find("metadata", "labels")
    of_kind = (of.text("apiVersion"), of.text("kind"))
    return Composition(of_kind, spec, labels.value if labels else {}, steps)


def _read_step(step: Part) -> Step:
    step.only(("step", "functionRef", "input"), LATER)
    step.text("step")
    function = step.at("functionRef").only(("name",)).text("name")
    if function == READINESS:
        if step.find("input") is not None:
            raise step.at("input").broken(f"An input of {READINESS} is not supported by Clark yet.")
        return AutoReady(step)
    if function == environment.FUNCTION:
        return environment.read_environment_configs(_input(step, environment.INPUT))
    if function != RENDERER:
        raise step.at("functionRef", "name").broken(
            f"The function {function} is not supported by Clark yet."
        )
    found = _input(step, INPUT)
    shape.check(found)
    return _read_input(found)


def _input(step: Part, of: tuple[str, str]) -> Part:
    found = step.at("input")
    if (found.text("apiVersion"), found.text("kind")) != of:
        raise found.broken(f"The input must be a {of[1]} of {of[0]}.")
    return found


def _read_input(found: Part) -> PatchAndTransform:
    sets = dict(gather(found.parts("patchSets"), _read_set))
    patches = gather(
        found.parts("environment", "patches"), lambda part: read_patch(part, ENVIRONMENT_TYPES)
    )
    parts = found.parts("resources")
    if not parts and not patches:
        raise found.broken("There must be at least one resource.")
    _refuse_twice(parts, "name", "Two resources are named")
    return PatchAndTransform(
        found,
        gather(parts, lambda part: _read_resource(part, sets)),
        patches,
        read_secret_ref(found.find("writeConnectionSecretToRef")),
    )


def _refuse_twice(parts: Iterable[Part], key: str, said: str) -> None:
    """Of two with one name the real ones would take the later, without a word."""
    names: set[str] = set()
    for part in parts:
        name = part.text(key)
        if not name:
            raise part.at(key).broken(f"The {key} may not be empty.")
        if name in names:
            raise part.broken(f"{said} {name}.")
        names.add(name)


def _read_set(part: Part) -> tuple[str, tuple[Patch, ...]]:
    return part.text("name"), gather(part.parts("patches"), read_patch)


def _read_resource(part: Part, sets: Mapping[str, tuple[Patch, ...]]) -> Resource:
    base = part.find("base")
    if base is not None:
        base.text("apiVersion")
        base.text("kind")
        base.find("metadata", "name")  # so that metadata is a mapping
    inlined = gather(part.parts("patches"), lambda patch: _inline(patch, sets))
    return Resource(
        part,
        part.text("name"),
        settled(floated(base.value)) if base is not None else None,
        tuple(patch for several in inlined for patch in several),
        gather(part.parts("readinessChecks"), read_check),
        gather(part.parts("connectionDetails"), read_detail),
    )


def _inline(part: Part, sets: Mapping[str, tuple[Patch, ...]]) -> tuple[Patch, ...]:
    if part.text("type", default="") != SET:
        return (read_patch(part),)
    name = part.text("patchSetName")
    if name not in sets:
        raise part.at("patchSetName").broken(f"There is no patch set {name}.")
    return sets[name]

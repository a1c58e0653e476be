"""One step with function-patch-and-transform: resources from bases and patches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clark.catalog.bounds import MOST
from clark.catalog.connection import Detail, SecretRef, secret
from clark.catalog.fieldpath import ABSENT, lookup
from clark.catalog.patches import Absent, Patch, Place
from clark.catalog.pipeline import ENVIRONMENT, Desired, Observed, State, copy, environment, rename
from clark.catalog.readiness import Check, Condition
from clark.catalog.reading import Part
from clark.errors import Refused


@dataclass(frozen=True)
class Resource:
    """One resource of a composition: what it starts from, and what is carried into it.

    `base` is None where an earlier step makes the resource. `settled` is the base as JSON has it.
    """

    part: Part
    name: str
    base: Mapping[str, Any] | None
    patches: tuple[Patch, ...] = field(repr=False)
    checks: tuple[Check, ...] = field(default=(), repr=False)
    details: tuple[tuple[str, Detail], ...] = field(default=(), repr=False)

    def check_head(self, resource: Mapping[str, Any]) -> None:
        """Every reader relies on the head of a manifest being text. Raises Broken."""
        if self.base is not None:
            for key in ("apiVersion", "kind"):
                if resource[key] != self.base[key]:
                    raise self.part.broken(f"A patch may not change the {key} of a resource.")
        metadata = resource.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if not isinstance(name, str) or not name:
            raise self.part.broken("The composition must set metadata.name of every resource.")
        for key in ("labels", "annotations"):
            held = lookup(resource, ("metadata", key))
            if held is not ABSENT and not is_texts(held):
                raise self.part.broken(f"The {key} must be names with texts.")


def is_texts(value: Any, *, or_null: bool = False) -> bool:
    return isinstance(value, dict) and all(
        isinstance(text, str) or (or_null and text is None) for text in value.values()
    )


@dataclass(frozen=True)
class PatchAndTransform:
    part: Part
    resources: tuple[Resource, ...]
    environment: tuple[Patch, ...] = ()
    secret: SecretRef = field(default_factory=SecretRef)

    def run(self, observed: Observed, state: State) -> None:
        """Raises Broken at the line of the patch that fails."""
        _Run(self, observed, state, environment(state.context)).all()


@dataclass
class _Run:
    step: PatchAndTransform
    observed: Observed
    state: State
    environment: dict[str, Any]
    skipped: bool = False

    def all(self) -> None:
        for key in ("apiVersion", "kind"):
            self.state.composite[key] = self.observed.composite[key]
        for patch in self.step.environment:
            self._environment_patch(patch)
        for resource in self.step.resources:
            self._resource(resource)
        self._secret()
        self.state.composite_ready = False if self.skipped else None
        self.state.context[ENVIRONMENT] = self.environment

    def _environment_patch(self, patch: Patch) -> None:
        try:
            self._apply(patch, None)
        except Absent:
            if patch.required:
                raise patch.part.broken("A field that this patch requires has no value.") from None

    def _resource(self, resource: Resource) -> None:
        exists = self.observed.resources.get(resource.name)
        made = Desired(self._start(resource))
        if exists is not None:
            rename(made.value, exists, generated=False)
            self._details(resource, exists)
            made.ready = self._is_ready(resource, exists) or None
        for patch in resource.patches:
            if patch.source == "resource" and exists is None:
                continue
            try:
                self._apply(patch, exists if patch.source == "resource" else made.value)
            except Absent:
                if not patch.required:
                    continue
                if self._stops(resource, patch, exists is not None):
                    self.skipped = True
                    return
        if not isinstance(made.value.get("metadata", {}), dict):
            raise resource.part.broken("The metadata of a resource must be a mapping.")
        if self.observed.strict:
            resource.check_head(made.value)
        self.state.resources[resource.name] = made

    def _start(self, resource: Resource) -> dict[str, Any]:
        if resource.base is not None:
            return copy(resource.base)
        there = self.state.resources.get(resource.name)
        if there is None:
            raise resource.part.broken(
                f"{resource.name} has no base, and no earlier step makes such a resource."
            )
        return copy(there.value)

    def _apply(self, patch: Patch, resource: Any) -> None:
        """What exists is read, what is desired is set; the environment is both."""
        source = self._place(patch.source, self.observed.composite, resource)
        target = self._place(patch.into, self.state.composite, resource)
        apply = patch.apply_clean if self.observed.strict else patch.apply
        self.state.carried += apply(source, target)
        if self.state.carried > MOST:
            raise patch.part.broken(f"The patches carry more than {MOST:,} characters together.")

    def _place(self, place: Place, composite: Any, resource: Any) -> Any:
        if place == "composite":
            return composite
        return self.environment if place == "environment" else resource

    def _stops(self, resource: Resource, patch: Patch, exists: bool) -> bool:
        """Whether a required field without a value keeps the resource out."""
        if self.observed.strict:
            raise patch.part.broken("A field that this patch requires has no value.")
        new = patch.into == "resource" and not exists
        said = "is left out" if new else "goes without it, because it exists already"
        self.state.warnings.append(
            f"{patch.part.file}:{patch.part.line}: a field that this {patch.kind} patch requires "
            f"has no value: {resource.name} {said}."
        )
        return new

    def _details(self, resource: Resource, exists: Mapping[str, Any]) -> None:
        for name, detail in resource.details:
            found = detail(exists)
            if found is not None:
                self.state.details[name] = found

    def _is_ready(self, resource: Resource, exists: Mapping[str, Any]) -> bool:
        try:
            return all(check(exists) for check in resource.checks or (Condition(),))
        except Refused as refused:
            self.state.warnings.append(
                f"{resource.part.file}:{resource.part.line}: whether {resource.name} is ready "
                f"cannot be checked: {refused.reason}"
            )
            return False

    def _secret(self) -> None:
        made = secret(self.observed.composite, self.state.details, self.step.secret)
        if made is not None:
            name = f"{self.observed.composite['metadata']['name']}-connection-secret"
            self.state.resources[name] = Desired(made, ready=True)

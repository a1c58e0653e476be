"""The patches of function-patch-and-transform that Clark renders.

FromCompositeFieldPath, CombineFromComposite, and PatchSet, which `composition` has put in place.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.fieldpath import ABSENT, assign, lookup, parse
from clark.catalog.goformat import sprintf
from clark.catalog.reading import Part, gather
from clark.catalog.transforms import Transform, as_float64, checked, read_transform
from clark.errors import Refused
from clark.manifests import Path

FROM: Final = "FromCompositeFieldPath"
COMBINE: Final = "CombineFromComposite"
SET: Final = "PatchSet"
LATER: Final = (
    "ToCompositeFieldPath",
    "CombineToComposite",
    "FromEnvironmentFieldPath",
    "ToEnvironmentFieldPath",
    "CombineFromEnvironment",
    "CombineToEnvironment",
)
KEYS: Final = ("type", "fromFieldPath", "toFieldPath", "combine", "patchSetName", "policy")


@dataclass(frozen=True)
class Patch:
    """One value carried from the composite into a resource.

    `form` is the Go format that combines several sources; without it there is one source.
    """

    part: Part
    sources: tuple[Path, ...]
    form: str | None
    target: Path
    transforms: tuple[Transform, ...]
    required: bool

    def apply(self, composite: Mapping[str, Any], resource: dict[str, Any]) -> None:
        """Change the resource in place. Raises Broken where the real function would fail."""
        values = [as_float64(lookup(composite, source)) for source in self.sources]
        if any(value is ABSENT for value in values):
            self._refuse_if_required()
            return
        try:
            value = values[0] if self.form is None else sprintf(self.form, values)
            for transform in self.transforms:
                value = transform(value)
            self._put(resource, value)
        except Refused as refused:
            raise self.part.broken(refused.reason) from None

    def _put(self, resource: dict[str, Any], value: Any) -> None:
        named = self.target[:2] in {("metadata", "labels"), ("metadata", "annotations")}
        if named and not isinstance(value, str):
            # The real function then drops all other labels of the resource, without a word.
            raise Refused("Labels and annotations take text only; convert it to string.")
        assign(resource, self.target, deepcopy(_as_json(value)))

    def _refuse_if_required(self) -> None:
        if self.required:
            raise self.part.broken("A field that this patch requires has no value.")


def read_patch(part: Part) -> Patch:
    """Read a patch that is not a PatchSet."""
    kind = part.text("type", default=FROM)
    if kind in LATER or kind not in {FROM, COMBINE}:
        later = "is not supported by Clark yet" if kind in LATER else "does not exist"
        raise part.at("type").broken(f"The patch type {kind} {later}.")
    part.only((*KEYS, "transforms"))
    sources, form = _combined(part.at("combine")) if kind == COMBINE else _single(part)
    target = part.find("toFieldPath") or part.at("fromFieldPath" if form is None else "toFieldPath")
    return Patch(
        part,
        sources,
        form,
        field_path(target),
        gather(part.parts("transforms"), read_transform),
        _required(part),
    )


def field_path(part: Part) -> Path:
    try:
        return parse(part.text())
    except Refused as refused:
        raise part.broken(refused.reason) from None


def _single(part: Part) -> tuple[tuple[Path, ...], None]:
    return (field_path(part.at("fromFieldPath")),), None


def _combined(part: Part) -> tuple[tuple[Path, ...], str]:
    part.only(("variables", "strategy", "string"))
    if part.text("strategy") != "string":
        raise part.at("strategy").broken("The only strategy is string.")
    variables = gather(
        part.parts("variables"),
        lambda variable: field_path(variable.only(("fromFieldPath",)).at("fromFieldPath")),
    )
    pattern = part.at("string").only(("fmt",)).text("fmt")
    checked(part.at("string", "fmt"), pattern, len(variables))
    return variables, pattern


def _required(part: Part) -> bool:
    policy = part.find("policy")
    if policy is None:
        return False
    policy.only(("fromFieldPath", "toFieldPath"))
    if policy.text("toFieldPath", default="Replace") != "Replace":
        raise policy.at("toFieldPath").broken("Only Replace is supported by Clark yet.")
    wanted = policy.text("fromFieldPath", default="Optional")
    if wanted not in {"Optional", "Required"}:
        raise policy.at("fromFieldPath").broken("It is either Optional or Required.")
    return wanted == "Required"


def _as_json(value: Any) -> Any:
    """A number as it is written: without a point where it is whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value

"""The patches of function-patch-and-transform: what is read where, and what is set where.

A patch always goes from what is observed to what is desired. Source: v0.10.7 `patches.go`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from clark.catalog.bounds import fit, size
from clark.catalog.fieldpath import ABSENT, assign, expand, lookup, parse, show
from clark.catalog.goformat import GARBLED, sprintf
from clark.catalog.merging import POLICIES, Merge
from clark.catalog.numbers import settled
from clark.catalog.reading import Broken, Part, gather
from clark.catalog.transforms import Transform, read_transform
from clark.errors import Refused
from clark.manifests import Path

Place = Literal["composite", "resource", "environment"]
FROM: Final = "FromCompositeFieldPath"
SET: Final = "PatchSet"
# Patch type -> whose value is read, whose is set, in a patch of a resource.
RESOURCE_TYPES: Final[Mapping[str, tuple[Place, Place]]] = {
    FROM: ("composite", "resource"),
    "CombineFromComposite": ("composite", "resource"),
    "ToCompositeFieldPath": ("resource", "composite"),
    "CombineToComposite": ("resource", "composite"),
    "FromEnvironmentFieldPath": ("environment", "resource"),
    "CombineFromEnvironment": ("environment", "resource"),
    "ToEnvironmentFieldPath": ("resource", "environment"),
    "CombineToEnvironment": ("resource", "environment"),
}
# The same in a patch of the environment, where no resource has a part.
ENVIRONMENT_TYPES: Final[Mapping[str, tuple[Place, Place]]] = {
    FROM: ("composite", "environment"),
    "CombineFromComposite": ("composite", "environment"),
    "ToEnvironmentFieldPath": ("composite", "environment"),
    "ToCompositeFieldPath": ("environment", "composite"),
    "CombineToComposite": ("environment", "composite"),
    "FromEnvironmentFieldPath": ("environment", "composite"),
}
SECRET_TYPES: Final = {kind: RESOURCE_TYPES[kind] for kind in (FROM, "CombineFromComposite")}
# The wildcard that is expanded; one without brackets is a name.
WILDCARD: Final = "[*]"


class Absent(Exception):
    """The value that a patch reads is not there. The patch is skipped, or stops its resource."""


@dataclass(frozen=True)
class Patch:
    """One value carried from a source to a target.

    `form` is the Go format that combines several sources; without it there is one source.
    """

    part: Part
    kind: str
    source: Place
    into: Place
    sources: tuple[Path, ...]
    form: str | None
    target: Path
    wild: bool
    transforms: tuple[Transform, ...]
    merge: Merge | None
    required: bool

    def apply(self, source: Any, target: Any) -> int:
        """Change the target in place. Returns how much was carried, in characters.

        Raises Absent, and Broken where the step would fail.
        """
        try:
            return self._put(target, self._value(source))
        except Refused as refused:
            raise self.part.broken(refused.reason) from None

    def apply_clean(self, source: Any, target: Any) -> int:
        """As `apply`, for a manifest that is written into a repository: what Go garbles and what
        costs a resource its labels is no good there. Raises Broken for these too."""
        try:
            value = self._value(source)
            self._check_clean(value)
            return self._put(target, value)
        except Refused as refused:
            raise self.part.broken(refused.reason) from None

    def _value(self, source: Any) -> Any:
        value: Any
        if self.form is None:
            value = _found(source, self.sources[0])
        else:
            value = sprintf(self.form, [_found(source, path) for path in self.sources])
        for transform in self.transforms:
            value = transform(value)
            fit(size(value))
        # Through JSON, as the function does; a combined value goes there only when it is set.
        return settled(value) if self.form is None else value

    def _put(self, target: Any, value: Any) -> int:
        if self.merge is None and not self.wild:
            assign(target, self.target, value if self.form is None else settled(value))
            return size(value)
        paths = tuple(self._targets(target))
        fit(size(value) * len(paths))
        for path in paths:
            there = ABSENT if self.merge is None else lookup(target, path)
            joined = value if there is ABSENT or self.merge is None else self.merge(there, value)
            assign(target, path, settled(joined))
        return size(value) * len(paths)

    def _targets(self, target: Any) -> Iterable[Path]:
        if not self.wild:
            return (self.target,)
        found = expand(target, self.target)
        if found is None:
            raise Absent
        paths = tuple(found)
        if not paths:
            raise Refused(f"{show(self.target)} is nowhere in the resource.")
        return paths

    def _check_clean(self, value: Any) -> None:
        if isinstance(value, str) and GARBLED.search(value):
            raise Refused(
                f"Go prints {value!r} here: every number is a float64, and each verb needs its "
                "value. Use %v, or convert to int first."
            )
        named = self.target[:2] in {("metadata", "labels"), ("metadata", "annotations")}
        if named and len(self.target) > 2 and not isinstance(value, str):
            # The real function then drops all other labels of the resource, without a word.
            raise Refused("Labels and annotations take text only; convert it to string.")


def _found(source: Any, path: Path) -> Any:
    value = lookup(source, path)
    if value is ABSENT:
        raise Absent
    return value


def read_patch(part: Part, types: Mapping[str, tuple[Place, Place]] = RESOURCE_TYPES) -> Patch:
    """Read a patch that is not a PatchSet. Keys are checked before, for the whole input."""
    kind = part.text("type", default=FROM)
    if kind not in types:
        known = kind in RESOURCE_TYPES or kind == SET
        raise part.at("type").broken(
            f"A patch of the type {kind} has no place here."
            if known
            else f"The patch type {kind} does not exist."
        )
    combined = kind.startswith("Combine")
    sources, form = _combined(part.at("combine")) if combined else _single(part)
    target = part.find("toFieldPath") or part.at("toFieldPath" if combined else "fromFieldPath")
    merge, required = _policies(part)
    return Patch(
        part=part,
        kind=kind,
        source=types[kind][0],
        into=types[kind][1],
        sources=sources,
        form=form,
        target=field_path(target),
        # The real function expands no wildcard in a combining patch.
        wild=not combined and WILDCARD in target.text(),
        transforms=gather(part.parts("transforms"), read_transform),
        merge=merge,
        required=required,
    )


def field_path(part: Part) -> Path:
    try:
        return parse(part.text())
    except Broken:
        raise
    except Refused as refused:
        raise part.broken(refused.reason) from None


def _single(part: Part) -> tuple[tuple[Path, ...], None]:
    return (field_path(part.at("fromFieldPath")),), None


def _combined(part: Part) -> tuple[tuple[Path, ...], str]:
    if part.text("strategy") != "string":
        raise part.at("strategy").broken("The only strategy is string.")
    variables = gather(
        part.parts("variables"), lambda variable: field_path(variable.at("fromFieldPath"))
    )
    if not variables:
        raise part.broken("combine needs at least one variable.")
    return variables, part.text("string", "fmt")


def _policies(part: Part) -> tuple[Merge | None, bool]:
    policy = part.find("policy")
    if policy is None:
        return None, False
    merge = POLICIES[policy.choice("toFieldPath", POLICIES, default="Replace")]
    said = policy.choice("fromFieldPath", ("Optional", "Required"), default="Optional")
    return merge, said == "Required"

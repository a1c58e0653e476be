"""What a field of a managed resource is: where it stands, its type, and what Clark says about it.

A path is written with dots; `*` stands for any item of a list, or any key of a map:
`spec.forProvider.tags.*.key`. An object without fields below it is not checked further.
"""

from dataclasses import dataclass
from typing import Literal

from clark.manifests import Path

Type = Literal["string", "integer", "number", "boolean", "object", "array"]


@dataclass(frozen=True)
class Field:
    """One field. `immutable` is the provider's "+immutable" mark: an edit is accepted, not applied.

    `choices` are the values the API server accepts, where the schema lists them.
    """

    path: Path
    type: Type
    required: bool = False
    immutable: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()


def string(
    name: str, help: str = "", *, required: bool = False, immutable: bool = False, choices: str = ""
) -> Field:
    """A text. `choices` is a list with spaces between."""
    return Field(_path(name), "string", required, immutable, help, tuple(choices.split()))


def integer(name: str, help: str = "", *, required: bool = False, immutable: bool = False) -> Field:
    """A whole number."""
    return Field(_path(name), "integer", required, immutable, help)


def number(name: str, help: str = "", *, required: bool = False, immutable: bool = False) -> Field:
    """A number, with or without a fraction."""
    return Field(_path(name), "number", required, immutable, help)


def boolean(name: str, help: str = "", *, required: bool = False, immutable: bool = False) -> Field:
    """True or false."""
    return Field(_path(name), "boolean", required, immutable, help)


def obj(name: str, help: str = "", *, required: bool = False, immutable: bool = False) -> Field:
    """An object. Open when no field stands below it."""
    return Field(_path(name), "object", required, immutable, help)


def array(name: str, help: str = "", *, required: bool = False, immutable: bool = False) -> Field:
    """A list. Its items are described by the field `name.*`."""
    return Field(_path(name), "array", required, immutable, help)


def strings(name: str, help: str = "", *, immutable: bool = False) -> tuple[Field, ...]:
    """A list of texts."""
    return array(name, help, immutable=immutable), string(f"{name}.*")


def reference(name: str) -> tuple[Field, ...]:
    """A reference to another managed resource by its name."""
    return (
        obj(name, "Another managed resource, by its name.", immutable=True),
        string(f"{name}.name", required=True),
        *_resolution(name),
    )


def references(name: str) -> tuple[Field, ...]:
    """A list of references."""
    return array(name, "Other managed resources, by name.", immutable=True), *reference(f"{name}.*")


def selector(name: str) -> tuple[Field, ...]:
    """A choice of other managed resources by their labels."""
    return (
        obj(name, "Other managed resources, by their labels.", immutable=True),
        boolean(f"{name}.matchControllerRef"),
        obj(f"{name}.matchLabels"),
        string(f"{name}.matchLabels.*"),
        *_resolution(name),
    )


def tags(name: str, *, complete: bool, required: bool = False) -> tuple[Field, ...]:
    """AWS tags as a list of key and value; `complete`: both must be there."""
    return (
        array(name, "Labels in AWS: cost reports and policies read them.", required=required),
        obj(f"{name}.*"),
        string(f"{name}.*.key", required=complete),
        string(f"{name}.*.value", required=complete),
    )


def under(parent: str, *fields: Field) -> tuple[Field, ...]:
    """The fields with their paths placed below `parent`."""
    above = _path(parent)
    return tuple(
        Field(above + f.path, f.type, f.required, f.immutable, f.help, f.choices) for f in fields
    )


def _resolution(name: str) -> tuple[Field, ...]:
    return (
        obj(f"{name}.policy"),
        string(f"{name}.policy.resolution", choices="Required Optional"),
        string(f"{name}.policy.resolve", choices="Always IfNotPresent"),
    )


def _path(name: str) -> Path:
    return tuple(name.split("."))

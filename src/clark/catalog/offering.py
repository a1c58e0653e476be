"""An offering: what a developer may ask for, and what the request becomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

from clark.catalog.composition import Composition
from clark.catalog.reading import BrokenOffering
from clark.catalog.surroundings import Place, Places

Widget = Literal["text", "number", "switch", "select", "cards", "segment", "slider", "moment"]
ValueType = Literal["string", "integer", "boolean"]


@dataclass(frozen=True)
class Choice:
    """One value that may be picked. `detail` is the fine print, such as the instance class."""

    value: str
    label: str
    help: str = ""
    detail: str = ""


@dataclass(frozen=True)
class FormField:
    """One question of the form. `type` is how it looks, `value_type` what its answer is.

    `unit` follows the number ("GB"); `pattern_help` says the pattern in words; `forbidden` are
    words that the pattern would let through.
    """

    name: str
    label: str
    help: str
    type: Widget
    value_type: ValueType
    default: Any = None
    example: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    unit: str = ""
    pattern: str = ""
    pattern_help: str = ""
    forbidden: frozenset[str] = frozenset()
    immutable: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True)
class Section:
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Offering:
    """`name` is the plural of the kind, `revision` the digest of both files it was read from.

    `order` lists the fields as the schema has them, which is the order of the parameters.
    `surroundings` are those of today, whatever the revision: what each place stands in.
    """

    name: str
    api_version: str
    kind: str
    title: str
    summary: str
    icon: str
    revision: str
    sections: tuple[Section, ...]
    order: tuple[str, ...]
    composition: Composition = field(repr=False)
    surroundings: Places = field(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """Every field by its name, in the order of the schema."""
        found = {field.name: field for section in self.sections for field in section.fields}
        return {name: found[name] for name in self.order}

    def lacks(self, place: Place) -> bool:
        """Whether this place is not described well enough to make the offering there."""
        there = self.surroundings.get(place, {})
        return any(name not in there for name in self.composition.configs)

    def narrowed(self, to: Mapping[str, Collection[str]]) -> Self:
        """With no other choices in these fields, by name. A field keeps its choices where none of
        them would be left."""
        sections = tuple(
            replace(section, fields=tuple(_narrowed(each, to) for each in section.fields))
            for section in self.sections
        )
        return replace(self, sections=sections)


@dataclass(frozen=True)
class Catalog:
    offerings: tuple[Offering, ...]
    broken: tuple[BrokenOffering, ...]

    def find(self, name: str) -> Offering | None:
        return next((offering for offering in self.offerings if offering.name == name), None)


# Private functions


def _narrowed(asked: FormField, to: Mapping[str, Collection[str]]) -> FormField:
    left = tuple(each for each in asked.choices if each.value in to.get(asked.name, asked.values))
    if not left or left == asked.choices:
        return asked
    known = asked.default is None or asked.default in {each.value for each in left}
    return replace(asked, choices=left, default=asked.default if known else left[0].value)

"""The form of an offering: its schema, plus how it looks from the annotation clark.dev/form.

The annotation is YAML text: title, summary, icon, and sections of fields, each with `name` and, as
needed, `as` (the widget), `unit`, `format` (the pattern in words) and `choices` with a label,
help and detail for each value of the enum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import re2

from clark.catalog.answers import unfit
from clark.catalog.definition import FORM, Definition, Property
from clark.catalog.offering import Choice, FormField, Section, ValueType, Widget
from clark.catalog.reading import Part, gather, open_text
from clark.catalog.regexps import QUIET

# Which widgets can ask for what: the first is used unless the annotation names another.
WIDGETS: Final[Mapping[str, tuple[Widget, ...]]] = {
    "choice": ("select", "cards", "segment"),
    "range": ("number", "slider"),
    "integer": ("number",),
    "boolean": ("switch",),
    "string": ("text",),
}


@dataclass(frozen=True)
class Form:
    title: str
    summary: str
    icon: str
    sections: tuple[Section, ...]


def read_form(definition: Definition) -> Form:
    """Raises Broken with every flaw, by the line of the file that holds the annotation."""
    note = definition.root.at("metadata").at("annotations").at(FORM)
    # The text of a block scalar starts on the line after its key.
    root = open_text(note.file, note.text(), above=note.line)
    root.only(("title", "summary", "icon", "sections"))
    properties = {found.name: found for found in definition.properties}
    sections = gather(root.parts("sections"), lambda part: _section(part, properties))
    shown = [field.name for section in sections for field in section.fields]
    for name in properties:
        if shown.count(name) != 1:
            raise root.broken(f"{name} must be in the form once; it is there {shown.count(name)}×.")
    return Form(root.text("title"), root.text("summary"), root.text("icon"), sections)


def _section(part: Part, properties: Mapping[str, Property]) -> Section:
    part.only(("title", "fields"))
    fields = gather(part.parts("fields"), lambda field: _field(field, properties))
    return Section(part.text("title"), fields)


def _field(part: Part, properties: Mapping[str, Property]) -> FormField:
    part.only(("name", "as", "unit", "format", "choices"))
    if part.text("name") not in properties:
        raise part.at("name").broken(f"{part.text('name')} is not a property of the schema.")
    schema = properties[part.text("name")]
    field = FormField(
        name=schema.name,
        label=schema.part.text("title"),
        help=schema.part.text("description", default=""),
        type=_widget(part, schema),
        value_type=cast(ValueType, schema.type),
        default=schema.default,
        example=_example(schema),
        required=schema.required,
        choices=_choices(part, schema),
        minimum=schema.part.whole("minimum"),
        maximum=schema.part.whole("maximum"),
        max_length=schema.part.whole("maxLength"),
        unit=part.text("unit", default=""),
        pattern=_pattern(schema),
        pattern_help=part.text("format", default=""),
        forbidden=schema.forbidden,
        immutable=schema.immutable,
    )
    return _checked(field, schema)


def _checked(field: FormField, schema: Property) -> FormField:
    """The field, if its own default and example would be taken."""
    for key in ("default", "example"):
        said = schema.part.find(key)
        reason = unfit(field, said.value) if said is not None else ""
        if said is not None and reason:
            raise said.broken(f"The {key} of {field.name} is not allowed: {reason}")
    if field.default is None and not field.choices and not field.example:
        wanted = "a default" if schema.type == "boolean" else "a default or an example"
        raise schema.part.broken(f"{field.name} needs {wanted}.")
    return field


def _example(schema: Property) -> str:
    """As it would be typed; of the wrong type it is refused with the field."""
    said = schema.part.find("example")
    return "" if said is None else str(said.value)


def _pattern(schema: Property) -> str:
    pattern = schema.part.text("pattern", default="")
    try:
        re2.compile(pattern, QUIET)
    except re2.error as error:
        raise schema.part.at("pattern").broken(f"The pattern cannot be used: {error}") from None
    return pattern


def _widget(part: Part, schema: Property) -> Widget:
    ranged = {"minimum", "maximum"} <= {key for key, _ in schema.part.members()}
    what = "choice" if schema.enum else "range" if ranged else schema.type
    wanted = part.text("as", default=WIDGETS[what][0])
    for widget in WIDGETS[what]:
        if widget == wanted:
            return widget
    raise part.at("as").broken(f"{schema.name} can be shown as {' or '.join(WIDGETS[what])} only.")


def _choices(part: Part, schema: Property) -> tuple[Choice, ...]:
    """One choice for each value of the enum, in the order of the annotation."""
    choices = gather(part.parts("choices"), _choice)
    if not choices:
        return tuple(Choice(value, value) for value in schema.enum)
    said = [choice.value for choice in choices]
    if sorted(said) != sorted(schema.enum):
        raise part.at("choices").broken(
            f"The choices of {schema.name} must be those of its enum: {', '.join(schema.enum)}."
        )
    return choices


def _choice(part: Part) -> Choice:
    part.only(("value", "label", "help", "detail"))
    return Choice(
        part.text("value"),
        part.text("label"),
        part.text("help", default=""),
        part.text("detail", default=""),
    )

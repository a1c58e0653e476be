"""What people answer: from text, or JSON, to parameters; refused in plain words, all at once."""

import difflib
from collections.abc import Mapping
from typing import Any, Final

import re2

from clark.catalog.offering import FormField, Offering
from clark.errors import Problem, Refused

YES: Final = frozenset({"true", "yes", "on", "1"})
NO: Final = frozenset({"false", "no", "off", "0"})
# A name with its environment is a Kubernetes name; Crossplane also uses it as a label's value.
LONGEST_NAME: Final = 63


def parse(offering: Offering, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with defaults filled in, in the order of the schema.

    `raw` comes from a form, a command line or JSON. Of several values the last counts: a form sends
    a switch as a hidden "false" before its "true". Empty text is no answer, but for a
    number that has a default: somebody took it out, and would not expect it back. Raises Refused
    with one Problem for each field that is wrong, unknown or missing.
    """
    problems = [_unknown(offering, name) for name in raw if name not in offering.fields]
    parameters: dict[str, Any] = {}
    for name, field in offering.fields.items():
        value = _typed(field, raw.get(name))
        reason = _emptied(field, raw.get(name))
        reason = reason or (_missing(field) if value is None else unfit(field, value))
        if reason:
            problems.append(Problem(name, reason))
        elif value is not None:
            parameters[name] = value
    if not problems and len(_full_name(parameters)) > LONGEST_NAME:
        problems.append(Problem("service", f"{_full_name(parameters)} is too long for a name."))
    if problems:
        raise Refused(_summary(problems), problems)
    return parameters


def unfit(field: FormField, value: Any) -> str:
    """Why this typed value is not allowed here, as a sentence; "" when it is."""
    if field.value_type == "boolean":
        return "" if isinstance(value, bool) else "Say true or false."
    if field.value_type == "integer":
        return _unfit_number(field, value)
    return _unfit_text(field, value)


def _unfit_number(field: FormField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"“{value}” is not a whole number."
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and value < field.minimum:
        return f"{field.label} must be at least {field.minimum}{unit}, not {value}."
    if field.maximum is not None and value > field.maximum:
        return f"{field.label} can be at most {field.maximum}{unit}, not {value}."
    return ""


def _unfit_text(field: FormField, value: Any) -> str:
    if not isinstance(value, str):
        return f"{field.label} must be text."
    if field.choices:
        known = ", ".join(field.values)
        return "" if value in field.values else f"“{value}” is not one of {known}."
    if field.max_length is not None and len(value) > field.max_length:
        return f"{field.label} can have at most {field.max_length} characters, not {len(value)}."
    if field.pattern and re2.search(field.pattern, value) is None:
        wanted = field.pattern_help or f"It must match {field.pattern}."
        return f"“{value}” is not allowed. {wanted}"
    if value in field.forbidden:
        return f"“{value}” is a reserved word. Choose a longer name."
    return ""


def _typed(field: FormField, said: Any) -> Any:
    """The answer as its type, or as it was said where it has none; the default for no answer."""
    if isinstance(said, list | tuple):
        said = said[-1] if said else None
    if isinstance(said, str):
        said = said.strip()
    if said is None or said == "":
        return field.default
    if field.value_type == "boolean" and isinstance(said, str):
        word = said.lower()
        return True if word in YES else False if word in NO else said
    if field.value_type == "integer" and isinstance(said, str):
        return _number(said)
    return said


def _number(said: str) -> int | str:
    """Decimal digits only: int() alone would take 1_000 and digits of other scripts."""
    digits = said.removeprefix("-")
    return int(said) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else said


def _missing(field: FormField) -> str:
    if not field.required:
        return ""
    example = f" For example: {field.example}." if field.example else ""
    return f"{field.label} is missing.{example}"


def _emptied(field: FormField, said: Any) -> str:
    if field.value_type != "integer" or field.default is None:
        return ""
    if not isinstance(said, str) or said.strip():
        return ""
    return f"{field.label} is empty. The usual number is {field.default}."


def _unknown(offering: Offering, name: str) -> Problem:
    close = difflib.get_close_matches(name, offering.fields, n=1)
    fix = f"Did you mean {close[0]}?" if close else f"It has: {', '.join(offering.fields)}."
    return Problem(name, f"{offering.title} has no such field.", fix)


def _summary(problems: list[Problem]) -> str:
    return "One thing to fix" if len(problems) == 1 else f"{len(problems)} things to fix"


def _full_name(parameters: Mapping[str, Any]) -> str:
    return f"{parameters['service']}-{parameters['environment']}"

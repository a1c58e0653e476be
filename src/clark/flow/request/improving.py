"""Mending one best practice of a running service: its form, and what it makes of the file. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from clark.catalog import Choice, FormField, Section
from clark.errors import Refused
from clark.flow.request import rules
from clark.flow.request.rewriting import Rewrite
from clark.flow.request.rules import Target
from clark.policy.practices import Checked, Definition, Subject, checklist

FIELD: Final = "practice"
ANY_DAY: Final = date.min  # no fix depends on the day


def section(target: Target) -> Section:
    """What can be mended, the weightiest first. Raises `Refused` where nothing can."""
    found = _fixable(target)
    if not found:
        raise Refused(
            f"No best practice is left that a request could mend for {target.name}. Its page says "
            "what people have to do by hand."
        )
    choices = tuple(
        Choice(value=each.practice.id, label=each.practice.title, help=each.practice.reason)
        for each in found.values()
    )
    field = FormField(
        name=FIELD,
        label="Best practice",
        help="",
        type="cards",
        value_type="string",
        default=next(iter(found)),
        required=True,
        choices=choices,
    )
    return Section(title="What becomes better", fields=(field,))


def rewrite(target: Target, raw: Mapping[str, str]) -> Rewrite:
    """The values that the practice says, and no other. Raises `Refused` for one that is none."""
    chosen = _chosen(target, raw)
    return Rewrite(chosen.steps, after=chosen.practice.title)


def parameters(target: Target, raw: Mapping[str, str]) -> dict[str, Any]:
    """The offering's parameters that have the same effect."""
    return dict(_chosen(target, raw).parameters)


# Private functions


def _fixable(target: Target) -> dict[str, Checked]:
    main = Definition(target.index, target.kind.kind, target.value)
    parts = tuple(Definition(each.index, each.kind.kind, each.value) for each in target.parts)
    done = checklist(Subject(main, parts, ANY_DAY))
    return {each.practice.id: each for each in done.rows if each.steps}


def _chosen(target: Target, raw: Mapping[str, str]) -> Checked:
    found, asked = _fixable(target), str(raw.get(FIELD, ""))
    if asked in found:
        return found[asked]
    why = f"“{asked}” is nothing that a request could mend for {target.name}."
    offered = f"Choose one of {', '.join(found)}." if found else ""
    raise rules.refused(FIELD, why if asked else "The best practice is missing.", offered)

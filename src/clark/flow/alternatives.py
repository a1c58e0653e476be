"""Ways that interrupt less than a change would, as pages, API and commands show them."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.flow.outlook import AlternativeCard, StepCard
from clark.flow.sight import region_of, sight
from clark.kinds import Alternative, Step, alternatives
from clark.manifests import Unreadable, read

Files = Mapping[str, str | None]


def less_interruption(customer_id: int, before: Files, after: Files) -> tuple[AlternativeCard, ...]:
    """Of all files that change. Empty where nothing is interrupted, or AWS knows no other way."""
    found = (
        way
        for path, text in after.items()
        for way in alternatives(
            tuple(_values(before.get(path))),
            tuple(_values(text)),
            sight(customer_id, region_of(path)),
        )
    )
    return tuple(_card(each) for each in found)


# Private functions


def _values(text: str | None) -> Iterator[Mapping[str, Any]]:
    try:
        documents = read(text) if text else ()
    except Unreadable:  # said among the refusals
        return
    yield from (each.value for each in documents)


def _card(way: Alternative) -> AlternativeCard:
    steps = tuple(_step(each) for each in way.steps)
    return AlternativeCard(way.title, way.interruption, way.source, steps)


def _step(step: Step) -> StepCard:
    return StepCard(step.sentence, step.claim, step.who, step.action, dict(step.fields))

"""Best practices for each kind of service, and a service held against them. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from clark.kinds import find
from clark.manifests import Document
from clark.policy.practices import (
    auroras,
    buckets,
    caches,
    databases,
    load_balancers,
    node_groups,
)
from clark.policy.practices.checklist import Checked, Checklist, Outcome, held_against
from clark.policy.practices.practice import Definition, Practice, Subject

__all__ = [
    "PRACTICES",
    "Checked",
    "Checklist",
    "Definition",
    "Outcome",
    "Practice",
    "Subject",
    "checklist",
    "subject",
]

PRACTICES: Final[tuple[Practice, ...]] = (
    *databases.PRACTICES,
    *auroras.PRACTICES,
    *caches.PRACTICES,
    *buckets.PRACTICES,
    *load_balancers.PRACTICES,
    *node_groups.PRACTICES,
)
_BY_KIND: Final = {
    each.kind: tuple(other for other in PRACTICES if other.kind == each.kind) for each in PRACTICES
}


def subject(documents: Sequence[Document], name: str, today: date) -> Subject | None:
    """The service of this name in its file; None where the file has none that Clark knows."""
    known = [
        (kind, each)
        for each in documents
        if (kind := find(each.api_version, each.kind)) is not None
    ]
    main = next(((kind, each) for kind, each in known if each.name == name), None)
    if main is None or main[0].part_of:
        return None
    parts = (
        Definition(each.index, each.kind, each.value)
        for kind, each in known
        if kind.part_of == main[0].kind
    )
    return Subject(Definition(main[1].index, main[1].kind, main[1].value), tuple(parts), today)


def checklist(held: Subject) -> Checklist:
    """The practices of its kind, each with what became of it."""
    return held_against(_BY_KIND.get(held.main.kind, ()), held)

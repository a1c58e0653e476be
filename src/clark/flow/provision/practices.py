"""Best practices of the services that main has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils import timezone

from clark.flow import checklists, copies
from clark.flow.checklists import ChecklistCard
from clark.flow.control import in_force
from clark.flow.copies import Snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import PAGE, offset
from clark.flow.newest import Newest
from clark.flow.provision.inventory import SERVICES, Service, documents, inventory
from clark.store.models import Customer


@dataclass(frozen=True)
class PracticeRow:
    """A service and how it stands. `mendable` checks fail and can be mended by a request."""

    name: str
    region: str
    environment: str
    team: str
    word: str
    score: int
    holding: int
    asked: int
    mendable: int
    worst: str


def checklist_of(customer: Customer, main: Snapshot, found: Service) -> ChecklistCard:
    """The checklist of one service, with what each fix would do and cost."""
    there, today = documents(main.texts.get(found.path, "")), timezone.now().date()
    return checklists.card(there, found.name, today, in_force(customer).prices)


def score_of(main: Snapshot, found: Service) -> int | None:
    """Only that, worked out once a day for each content of its file."""
    today = timezone.now().date()
    key = main.repository, found.path, found.name
    state = main.blobs.get(found.path, ""), today
    return _scores(key, state, partial(_score, main.texts.get(found.path, ""), found.name, today))


def practices(
    *, by: Actor, q: str = "", filters: Mapping[str, str] | None = None, page: int = 1
) -> tuple[tuple[PracticeRow, ...], int]:
    """Services by their score, the lowest first, and how many match. `filters`: region,
    environment, kind. Those of which nothing is asked are left out."""
    customer = customer_of(by.customer_id)
    main = copies.snapshot(customer, customer.gitops)
    wanted = {key: value for key, value in (filters or {}).items() if value}
    there = inventory(customer, main)
    scored = [
        (score, found, row)
        for found, row in zip(there.services, there.rows, strict=True)
        if (not q or q.lower() in f"{row.name} {row.team} {row.application}".lower())
        and all(getattr(row, key, "") == value for key, value in wanted.items())
        and (score := score_of(main, found)) is not None
    ]
    scored.sort(key=lambda each: (each[0], each[2].name, each[2].region))
    first = offset(page)
    rows = (_row(customer, main, found) for _, found, _ in scored[first : first + PAGE])
    return tuple(rows), len(scored)


# Private functions


_scores = Newest[int | None](SERVICES)


def _score(text: str, name: str, today: date) -> int | None:
    return checklists.score(documents(text), name, today)


def _row(customer: Customer, main: Snapshot, found: Service) -> PracticeRow:
    done = checklist_of(customer, main, found)
    failing = [each for each in done.rows if each.outcome == "fails"]
    return PracticeRow(
        name=found.name,
        region=found.region,
        environment=found.environment,
        team=str(found.labels.get("clark.dev/team", "")),
        word=found.kind.word if found.kind else "",
        score=done.score or 0,
        holding=done.holding,
        asked=done.asked,
        mendable=sum(each.fix is not None for each in failing),
        worst=failing[0].title if failing else "",
    )

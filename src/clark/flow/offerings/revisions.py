"""Services and the revisions of their offering: which are behind, and what an update would do."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from django.db.models import QuerySet

from clark.catalog import Offering, described, load
from clark.errors import TryLater
from clark.flow import copies
from clark.flow.control import in_force
from clark.flow.copies import Snapshot, snapshot
from clark.flow.events import OPEN, Actor
from clark.flow.inputs import PAGE, offset
from clark.flow.judge import file_diffs
from clark.flow.newest import Newest
from clark.flow.offerings.cards import ConflictCard, RevisionPage, UpdateCard
from clark.flow.offerings.updates import (
    WORST,
    Made,
    Place,
    Update,
    blast_radius,
    made_by,
    places,
    shown,
    update,
    worst,
)
from clark.flow.request import Ground, ground
from clark.manifests import show_path
from clark.store.models import Customer, OfferingVersion, Request


def revisions(*, by: Actor, offering: str, q: str = "", page: int | None = None) -> RevisionPage:
    """The services of an offering that an earlier revision made; of a page, or all of them.

    Raises `NotFound`.
    """
    on = ground(by.customer_id)
    found = on.control.offering(offering)
    updates = outdated(on, found)
    asked = open_requests(on)
    commits = dict(_versions(on.customer, found.name).values_list("revision", "commit"))
    matching = [each for each in updates if _matches(each, q)]
    first = offset(page) if page else 0
    some = matching[first : first + PAGE] if page else matching
    return RevisionPage(
        name=found.name,
        title=found.title,
        revision=found.revision,
        kept=on.control.kept.get(found.name, ""),
        sentence=blast_radius(updates),
        ready=sum(each.ready and _key(each) not in asked for each in updates),
        total=len(matching),
        rows=tuple(_card(on.main, each, asked, commits) for each in some),
        copy=copies.age(on.customer, on.customer.gitops),
    )


def outdated(on: Ground, offering: Offering) -> tuple[Update, ...]:
    """By region and name. Rendered once for what both repositories hold."""
    known = tuple(sorted(_versions(on.customer, offering.name).values_list("revision", "commit")))
    wanted = (offering.name, offering.revision, on.control.commit)
    make = partial(_update_all, on.main, on.customer, wanted)
    return _updates((on.customer.pk, offering.name), (on.main, wanted, known), make)


def open_requests(on: Ground) -> Mapping[tuple[str, str], int]:
    """Region and name of each service that has an open request -> its number."""
    rows = Request.objects.filter(customer=on.customer, state__in=OPEN)
    known = rows.values_list("region", "service", "number")
    return {(region, name): number for region, name, number in known}


# Private functions


def _key(found: Update) -> tuple[str, str]:
    return found.place.region, found.place.name


def _matches(found: Update, q: str) -> bool:
    return q.lower() in f"{found.place.name} {found.place.region} {found.made.team}".lower()


SERVICES: Final = 20_000  # of all customers
_updates = Newest[tuple[Update, ...]](SERVICES, len)
_made = Newest[tuple[tuple[Place, Made], ...]](SERVICES, len)


def _update_all(
    main: Snapshot, customer: Customer, wanted: tuple[str, str, str]
) -> tuple[Update, ...]:
    name, revision, commit = wanted
    control = in_force(customer)
    new = control.offering(name)
    if (new.revision, control.commit) != (revision, commit):
        raise TryLater("The control repository moved while it was read.")
    olds = _Olds(customer, name, described(snapshot(customer, customer.control).texts))
    return tuple(
        update(place, made, olds.get(made.revision), new)
        for place, made in _made(customer.pk, main, partial(_made_by_all, main))
        if made.offering == name and made.revision != revision
    )


def _made_by_all(main: Snapshot) -> tuple[tuple[Place, Made], ...]:
    found = ((place, made_by(place)) for place in places(main.texts))
    ordered = sorted(
        ((place, made) for place, made in found if made is not None),
        key=lambda each: (each[0].region, each[0].environment, each[0].name),
    )
    return tuple(ordered)


class _Olds:
    """The offerings that services were made of, each read once, with today's surroundings."""

    def __init__(self, customer: Customer, name: str, around: Mapping[str, str]) -> None:
        self._rows = _versions(customer, name)
        self._around = around
        self._found: dict[str, Offering | None] = {}

    def get(self, revision: str) -> Offering | None:
        if revision not in self._found:
            row = self._rows.filter(revision=revision).first()
            found = load({**self._around, **row.files}).offerings if row else ()
            self._found[revision] = found[0] if found else None
        return self._found[revision]


def _versions(customer: Customer, name: str) -> QuerySet[OfferingVersion]:
    return OfferingVersion.objects.filter(customer=customer, name=name).exclude(commit="")


def _card(
    main: Snapshot,
    found: Update,
    asked: Mapping[tuple[str, str], int],
    commits: Mapping[str, str],
) -> UpdateCard:
    place, number = found.place, asked.get(_key(found))
    return UpdateCard(
        region=place.region,
        environment=place.environment,
        name=place.name,
        team=found.made.team,
        revision=found.made.revision,
        commit=commits.get(found.made.revision, ""),
        state=_state(found, number),
        said=_reason(found, number),
        request=number,
        effect=next((said for effect, said in WORST if effect == worst(found)), ""),
        impacts=found.impacts,
        needs_acceptance=any(each.needs_acceptance for each in found.impacts),
        conflicts=tuple(_conflicts(found)),
        files=file_diffs(main.texts, found.files),
    )


def _state(found: Update, number: int | None) -> str:
    if found.refusal:
        return "refused"
    if found.conflicts:
        return "conflict"
    return "asked" if number else "ready"


def _reason(found: Update, number: int | None) -> str:
    if found.refusal or found.conflicts or number is None:
        return found.refusal
    return f"Request {number} for it is still open."


def _conflicts(found: Update) -> Iterator[ConflictCard]:
    for path, each in found.conflicts:
        yield ConflictCard(
            path=path,
            document=each.document,
            field=show_path(each.path),
            file=shown(each.ours),
            before=shown(each.base),
            now=shown(each.theirs),
        )

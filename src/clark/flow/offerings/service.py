"""Ask for services to be brought up to date: one request for each, reviewed like any other."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from clark.errors import Problem, Refused
from clark.flow.events import Actor
from clark.flow.offerings.cards import Sent
from clark.flow.offerings.revisions import open_requests, outdated
from clark.flow.offerings.updates import Update
from clark.flow.request import Asked, Ground, ground_to_ask, propose_update, standing, submit_update

Service = tuple[str, str]  # region and name
BATCH: Final = 50  # services that one call asks for


def bring_up_to_date(
    *, by: Actor, offering: str, services: Collection[Service], asked: Asked, at: datetime
) -> tuple[Sent, ...]:
    """One request for each of these services, in the order they are shown.

    None means all that are behind: the first `BATCH` of those that can be asked for. What cannot be
    is said in its place and keeps no other back. Raises `NotFound`, and `Refused` where too many
    are named, or one that is not behind its offering.
    """
    if len(services) > BATCH:
        raise Refused(f"These are {len(services)} services. Ask for {BATCH} at most at once.")
    on = ground_to_ask(by.customer_id)
    updates = outdated(on, on.control.offering(offering))
    known = {(each.place.region, each.place.name) for each in updates}
    strange = [each for each in services if each not in known]
    if strange:
        raise Refused(
            "Not every service is behind its offering.",
            [
                Problem(name, f"is up to date in {region}, or is not there.")
                for region, name in strange
            ],
        )
    chosen = _chosen(updates, set(services)) if services else _first(updates, open_requests(on))
    return tuple(_sent(on, each, by=by, asked=asked, at=at) for each in chosen)


# Private functions


def _chosen(updates: Iterable[Update], services: Collection[Service]) -> list[Update]:
    return [each for each in updates if (each.place.region, each.place.name) in services]


def _first(updates: Iterable[Update], asked: Collection[Service]) -> list[Update]:
    """A batch of those that can be asked for, and every one that cannot be."""
    free = [each for each in updates if (each.place.region, each.place.name) not in asked]
    batch = set(map(id, [each for each in free if each.ready][:BATCH]))
    return [each for each in free if not each.ready or id(each) in batch]


def _sent(on: Ground, found: Update, *, by: Actor, asked: Asked, at: datetime) -> Sent:
    place = found.place
    if not found.ready:
        reason = found.refusal or "People and the offering changed the same field: decide by hand."
        return Sent(place.region, place.name, None, reason)
    own = f"{asked.submission} {place.region} {place.name}" if asked.submission else ""
    try:
        there = standing(on, place.region, place.name)
        proposal = propose_update(on, there, found.files)
        number = submit_update(on, proposal, by=by, asked=replace(asked, submission=own), at=at)
    except Refused as refusal:
        said = " ".join([refusal.reason, *(str(each) for each in refusal.problems)])
        return Sent(place.region, place.name, None, said)
    return Sent(place.region, place.name, number, "")

"""What people do about pushes and pull requests past Clark. Each is one transaction."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from clark.errors import NotFound, Problem, Refused
from clark.flow import audit, pushes, record
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import OwnRequest, customer_of, mailbox
from clark.flow.events import OPEN, Actor
from clark.flow.inputs import plain
from clark.flow.pushes.rules import Role, left
from clark.flow.request import Asked, submit_revert
from clark.flow.request.obstacles import StillOpen
from clark.policy.layout import directory
from clark.store.models import PullReview, Push, Request

SHORTEST: Final = 7  # letters of a commit's id, as Git abbreviates it
AT_ONCE: Final = 50  # requests of one call: each is judged before it answers
TOPIC: Final = "repositories"


def may_answer(by: Actor, authors: Collection[str] = ()) -> None:
    """Raises `Refused` where this person cannot say that something was meant."""
    if by.role != "owner":
        raise Refused("Owners say what was meant. Ask one of them.")
    if mailbox(by.email) in {mailbox(each) for each in authors}:
        raise OwnRequest("You wrote a commit of this pull request. Another owner must answer.")


def confirm_push(*, by: Actor, commit: str, why: str, at: datetime) -> None:
    """Say that a flagged push was meant. Nothing waits for it any more, and main stays as it is."""
    said = _why(why)
    may_answer(by)
    with transaction.atomic():
        push = _flagged(by, commit)
        push.state, push.ended_at, push.ended_by_id = Push.State.MEANT, at, by.id
        push.why, push.stops = said, False
        push.covers = [list(each) for each in pushes.kept(push).keys]
        push.save()
        audit.write(by.customer_id, _deed(push, said), by=by, at=at)
        record.announce(by.customer_id, TOPIC, "requests")


@dataclass(frozen=True)
class Pull:
    """A pull request by what its repository is for, and the head of it that somebody read."""

    role: Role
    number: int
    head: str


def confirm_pull(*, by: Actor, pull: Pull, why: str, at: datetime) -> None:
    """Say of exactly this head that what it asks an owner about is meant."""
    said = _why(why)
    with transaction.atomic():
        row = _open(by, pull)
        may_answer(by, row.authors)
        if not row.asks:
            raise Refused("Nothing of it is for an owner to answer.")
        if len(pull.head) < SHORTEST or not row.head.startswith(pull.head.lower()):
            raise Refused(f"It moved: its head is {row.head[:12]}. Read it again, then answer.")
        row.meant_head, row.meant_by_id, row.meant_at, row.why = row.head, by.id, at, said
        row.save()
        details = {"head": row.head, "pull request": str(row.number), "asked": " ".join(row.asks)}
        about = f"{row.repository} pull request {row.number}"
        deed = audit.Deed(audit.Act.PULL_REQUEST_MEANT, about, row.title, said, details=details)
        audit.write(by.customer_id, deed, by=by, at=at)
        record.announce(by.customer_id, TOPIC)


@dataclass(frozen=True)
class Reverted:
    """The requests that were made, and for which services there is none, each with the reason."""

    numbers: tuple[int, ...]
    skipped: tuple[str, ...] = ()


def revert(*, by: Actor, commit: str, place: str = "", asked: Asked, at: datetime) -> Reverted:
    """Ask for what a push changed as it was before: one request for each service, `AT_ONCE` of
    them at most, or for the one whose name or directory is `place`. Raises as `submit_revert`."""
    push = _found(by, commit)
    customer = customer_of(by.customer_id)
    if push.repository != customer.gitops:
        fix = f"git revert {push.commit[:12]}"
        raise Refused(
            f"Requests change services only. Take it back in {push.repository} by a pull request.",
            [Problem("commit", f"It is a commit of {push.repository}.", fix)],
        )
    places = _chosen(push, snapshot(customer, customer.gitops), place)
    with transaction.atomic():  # of several, all or none
        if place:
            return Reverted((_ask(by, push, places[0], asked, at),))
        return _ask_for_all(by, push, places, asked, at)


# Private functions


def _why(why: str) -> str:
    said = plain(why, "comment")
    if not said:
        raise Refused("Say why it was meant.", [Problem("comment", "The others need the reason.")])
    return said


def _chosen(push: Push, main: Snapshot, place: str) -> list[str]:
    """The directories that are meant: all, or exactly one."""
    places = [each for each in _places(push, main) if place in ("", each, each.rpartition("/")[2])]
    if not places:
        why = f"“{place}” among them" if place else "that main has otherwise by now"
        raise NotFound(f"Commit {push.commit[:7]} changed no service {why}.")
    if place and len(places) > 1:
        why = f"{len(places)} services are called {place}. Name one by its directory."
        raise Refused(why, [Problem("service", each) for each in places])
    return places


def _ask_for_all(by: Actor, push: Push, places: list[str], asked: Asked, at: datetime) -> Reverted:
    """What is in the way of any is said of all at once; what is asked for already is left out."""
    known, numbers = _open_requests(by), list[int]()
    skipped, refusals = list[str](), dict[str, Refused]()
    for place in places:
        if len(numbers) + len(refusals) == AT_ONCE:
            skipped.append(f"{AT_ONCE} are asked for at once. Ask again for the others.")
            break
        _, region, _, name = place.split("/")
        number, key = known.get((region, name), (0, ""))
        if key and key == _own(asked, place).key:
            numbers.append(number)
        elif number:
            skipped.append(f"{name} in {region}: request {number} for it is still open.")
        else:
            try:
                numbers.append(_ask(by, push, place, asked, at))
            except StillOpen as refusal:
                skipped.append(f"{name} in {region}: {refusal.reason}")
            except Refused as refusal:
                refusals[name] = refusal
    if refusals or not numbers:
        raise _all(refusals, skipped)
    return Reverted(tuple(numbers), tuple(skipped))


def _all(refusals: Mapping[str, Refused], skipped: Collection[str]) -> Refused:
    if not refusals:
        return Refused("Nothing is left to ask for.", [Problem("commit", each) for each in skipped])
    if len(refusals) == 1:
        return next(iter(refusals.values()))
    said = [
        Problem(each.field, f"{name}: {each.reason}", each.fix)
        for name, refusal in refusals.items()
        for each in refusal.problems or [Problem("commit", refusal.reason)]
    ]
    return Refused(f"{len(refusals)} of the services cannot be asked for like this.", said)


def _open_requests(by: Actor) -> dict[tuple[str, str], tuple[int, str]]:
    """Region and name -> number, and the actor's own key."""
    rows = Request.objects.visible_to(by.customer_id).filter(state__in=OPEN)
    return {
        (each.region, each.service): (
            each.number,
            each.submission if each.author_id == by.id else "",
        )
        for each in rows.only("region", "service", "number", "submission", "author_id")
    }


def _own(asked: Asked, place: str) -> Asked:
    """A form's key is one for all its requests; each needs its own."""
    submission = f"{asked.submission} {place}" if asked.submission else ""
    return replace(asked, submission=submission)


def _ask(by: Actor, push: Push, place: str, asked: Asked, at: datetime) -> int:
    own = _own(asked, place)
    with transaction.atomic():
        return submit_revert(by=by, push=push, place=place, asked=own, at=at)


def _places(push: Push, main: Snapshot) -> Iterator[str]:
    """Services that main has otherwise than the push found them, each once."""
    now = {path: main.texts.get(path) for path in push.files}
    there = (path for path in sorted(left(push.files, now)) if directory(path) is not None)
    yield from dict.fromkeys(path.rpartition("/")[0] for path in there)


def _flagged(by: Actor, commit: str) -> Push:
    push = _found(by, commit)
    held = Push.objects.select_for_update().get(pk=push.pk)
    if held.state != Push.State.FLAGGED:
        raise Refused(f"Commit {push.commit[:7]} is {held.state} already.")
    return held


def _found(by: Actor, commit: str) -> Push:
    """By the beginning of its id, among those that the actor may see."""
    if len(commit) < SHORTEST or not commit.isalnum():
        why = f"Name the commit by {SHORTEST} letters or more of its id."
        raise Refused(why, [Problem("commit", why)])
    rows = list(Push.objects.visible_to(by.customer_id).filter(commit__startswith=commit.lower()))
    if not rows:
        raise NotFound(f"No push {commit[:12]} was flagged.")
    if len(rows) > 1:
        raise Refused(f"{len(rows)} commits begin with {commit[:12]}. Name it by more letters.")
    return rows[0]


def _open(by: Actor, pull: Pull) -> PullReview:
    customer = customer_of(by.customer_id)
    names = {"gitops": customer.gitops, "control": customer.control, "infra": customer.infra}
    name = names.get(pull.role) or "that repository"
    mine = PullReview.objects.visible_to(by.customer_id).select_for_update()
    row = mine.filter(repository=name, number=pull.number, open=True).first()
    if row is None:
        raise NotFound(f"No pull request {pull.number} of people is open in {name}.")
    return row


def _deed(push: Push, said: str) -> audit.Deed:
    details = {
        "commit": push.commit,
        "written by": f"{push.author_name} <{push.author_email}>" if push.author_name else "",
        "removed": " ".join(push.removed),
        "findings": str(len(push.findings) + len(push.refused)),
    }
    about = f"{push.repository} commit {push.commit[:12]}"
    return audit.Deed(audit.Act.PUSH_MEANT, about, push.title, said, details=details)

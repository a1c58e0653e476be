"""What people do about pushes and pull requests past Clark. Each is one transaction."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from clark.errors import NotFound, Problem, Refused
from clark.flow import audit, pushes, record
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import OwnRequest, customer_of, mailbox
from clark.flow.events import Actor
from clark.flow.inputs import plain
from clark.flow.pushes.rules import Role, left
from clark.flow.request import Asked, submit_revert
from clark.policy.layout import directory
from clark.store.models import PullReview, Push

SHORTEST: Final = 7  # letters of a commit's id, as Git abbreviates it
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


def revert(*, by: Actor, commit: str, place: str = "", asked: Asked, at: datetime) -> list[int]:
    """Ask for what a push changed as it was before: one request for each service, or for the one
    whose name or directory is `place`. Returns their numbers. Raises as `submit_revert`."""
    push = _found(by, commit)
    customer = customer_of(by.customer_id)
    if push.repository != customer.gitops:
        fix = f"git revert {push.commit[:12]}"
        raise Refused(
            f"Requests change services only. Take it back in {push.repository} by a pull request.",
            [Problem("commit", f"It is a commit of {push.repository}.", fix)],
        )
    main = snapshot(customer, customer.gitops)
    places = [each for each in _places(push, main) if place in ("", each, each.rpartition("/")[2])]
    if not places:
        why = f"“{place}” among them" if place else "that main has otherwise by now"
        raise NotFound(f"Commit {push.commit[:7]} changed no service {why}.")
    with transaction.atomic():  # of several, all or none
        return [_ask(by, push, each, asked, at) for each in places]


# Private functions


def _why(why: str) -> str:
    said = plain(why, "comment")
    if not said:
        raise Refused("Say why it was meant.", [Problem("comment", "The others need the reason.")])
    return said


def _ask(by: Actor, push: Push, place: str, asked: Asked, at: datetime) -> int:
    """A form's key is one for all its requests; each needs its own."""
    submission = f"{asked.submission} {place}" if asked.submission else ""
    own = replace(asked, submission=submission)
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

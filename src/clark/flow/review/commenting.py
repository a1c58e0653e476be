"""What people say of single lines of a change. It decides nothing; who decides and who asked read
it beside the line, and in the pull request."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from clark.errors import Problem, Refused
from clark.flow import record
from clark.flow.events import OPEN, Actor, Event
from clark.flow.inputs import plain
from clark.flow.judge import file_diffs
from clark.flow.markdown import code, literal
from clark.flow.spots import Spot, spots
from clark.ports import GitHost, Ports
from clark.store.models import LineComment, Person, Request

LOG: Final = logging.getLogger(__name__)
LONGEST: Final = 4000  # characters


@dataclass(frozen=True)
class Said:
    """A comment on a line, of the head that the person read."""

    spot: Spot
    comment: str
    head: str


def comment_on_line(*, by: Actor, number: int, said: Said, at: datetime) -> None:
    """Say something of one line of an open request. Raises `Refused` with a problem per field.

    Its author, who decides, and who said something of it before are told.
    """
    spot = said.spot
    with transaction.atomic():
        request = record.locked_number(by, number)
        quoted = _quoted(request, said)
        row = LineComment.objects.create(
            request=request,
            person_id=by.id,
            path=spot.path,
            side=spot.side,
            line=spot.line,
            quoted=quoted,
            head=request.head,
            said=plain(said.comment, "comment", LONGEST),
            at=at,
        )
        record.note(request, Event.COMMENTED, at=at, by=by, said=f"{spot}: {row.said}")
        record.tell_others(row, _others(request, by), f"{by.name} commented on {request.title}")


def post_comments(request: Request, ports: Ports) -> None:
    """Say in the pull request what was said in Clark. Repeating is safe: each has its own key.

    What the host refuses, as in a conversation that somebody locked, is not tried again: who
    decides reads it in Clark.
    """
    if request.pull_number is None:
        return
    for row in request.line_comments.filter(posted=False).select_related("person"):
        told = "\n".join(_told(row))
        say(request, ports.host, f"clark-line-{row.pk}", told)
        LineComment.objects.filter(pk=row.pk).update(posted=True)


def say(request: Request, host: GitHost, key: str, body: str) -> None:
    """Comment on the request's pull request. Nothing waits for a comment that the host refuses."""
    number = request.pull_number or 0
    try:
        host.comment(request.repository, number, key, body)
    except Refused as refusal:
        LOG.warning("Comment %s on pull request %s is not said: %s", key, number, refusal)


# Private functions


def _quoted(request: Request, said: Said) -> str:
    """The line that is spoken of. Raises `Refused` where there is no such line to read now."""
    if request.state not in OPEN:
        raise Refused(f"Request {request.number} is {request.state}: nothing is read there now.")
    if said.head != request.head:
        raise Refused("The change moved while you read it. Read it again, then say it.")
    problems = [] if said.comment.strip() else [Problem("comment", "Say something.")]
    shown = spots(file_diffs(request.base_files, request.files))
    found = [text for spot, text in shown if spot == said.spot]
    if not found:
        why = f"The change does not show {said.spot}."
        problems.append(Problem("line", why, "Take a line of the diff."))
    if problems:
        raise Refused("That is no comment on a line.", problems)
    return found[0]


def _others(request: Request, by: Actor) -> list[Person]:
    """Whom it concerns, but for who says it."""
    part = Q(pk=request.author_id)
    part |= Q(pk__in=request.line_comments.values("person"))
    part |= Q(pk__in=request.decisions.exclude(person=None).values("person"))
    return list(Person.objects.filter(part, is_active=True).exclude(pk=by.id))


def _told(row: LineComment) -> Iterator[str]:
    """As Markdown. What is quoted is indented, so that nothing in it is read as Markdown."""
    yield f"**{literal(row.person.name)}** in Clark, of {code(row.path)} line {row.line}:"
    yield ""
    yield f"    {row.quoted}"
    yield ""
    yield from (f"> {literal(line)}" for line in row.said.splitlines())

"""Ask for something, or take it back. One function per verb, one transaction each."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from clark.errors import Problem, Refused
from clark.flow import record
from clark.flow.control import in_force
from clark.flow.copies import snapshot
from clark.flow.events import ENDED, Actor, Event, State
from clark.flow.judge import as_json, diff_hash
from clark.flow.request import drafting, rules
from clark.flow.request.drafting import Ground, Proposal
from clark.store.models import Customer, Request


class Denied(Refused):
    """Policies deny what is asked, so it is not submitted. Problems name the fields."""


@dataclass(frozen=True)
class Asked:
    """A filled form. `submission` is the form's own key: the same key submits once."""

    raw: Mapping[str, Any]
    reason: str = ""
    submission: str = ""

    @property
    def accepts(self) -> bool:
        """Whether the author accepted the interruption that the form named."""
        return str(self.raw.get("accept", "")).lower() in {"on", "true", "yes"}


def submit_new(*, by: Actor, offering: str, asked: Asked, at: datetime) -> int:
    """Order from the catalog. Returns the request's number. Raises `Denied`, `Refused`."""
    repeated = _submitted(by, asked.submission)
    if repeated is not None:
        return repeated
    on = drafting.ground(by.customer_id)
    proposal = drafting.propose_new(on, on.control.offering(offering), asked.raw)
    return _submit(on, proposal, by=by, asked=asked, at=at)


def submit_change(
    *, by: Actor, service: tuple[str, str], action: str, asked: Asked, at: datetime
) -> int:
    """Ask for a change of a running service, named by region and name.

    Raises `Denied`, and `Refused` where an interruption in production was not accepted.
    """
    repeated = _submitted(by, asked.submission)
    if repeated is not None:
        return repeated
    on = drafting.ground(by.customer_id)
    there = drafting.standing(on, *service)
    proposal = drafting.propose_change(on, there, rules.known_action(action), asked.raw)
    return _submit(on, proposal, by=by, asked=asked, at=at)


def withdraw(*, by: Actor, number: int, at: datetime) -> None:
    """Take a request back before it is merged. Its author or an owner may."""
    with transaction.atomic():
        request = record.locked_number(by, number)
        if request.author_id != by.id and by.role != "owner":
            raise Refused("Only its author or an owner can withdraw a request.")
        record.move(request, Event.WITHDRAWN, at=at, by=by)


def follow_up_removal(request: Request, *, at: datetime) -> None:
    """Ask for the second merge of a deletion, once the first was observed. Repeating is safe."""
    if Request.objects.filter(follows=request).exists():
        return
    customer = request.customer
    on = Ground(customer, in_force(customer), snapshot(customer, customer.gitops))
    there = drafting.standing(on, request.region, request.service)
    proposal = drafting.propose_removal(on, there)
    row = _row(on, proposal, asked=Asked({}, request.reason, f"removal-{request.id}"), at=at)
    row.author, row.follows = request.author, request
    author = request.author
    with transaction.atomic():
        _number(row)
        record.begin(
            row,
            by=Actor(author.pk, customer.pk, author.name, author.email, author.role, author.team),
        )


# Private functions


def _submit(on: Ground, proposal: Proposal, *, by: Actor, asked: Asked, at: datetime) -> int:
    _refuse_what_cannot_be(proposal, asked)
    row = _row(on, proposal, asked=asked, at=at)
    row.author_id = by.id
    with transaction.atomic():
        _number(row)
        repeated = _submitted(by, asked.submission)
        if repeated is not None:
            return repeated
        _refuse_a_second(on.customer, proposal)
        record.begin(row, by=by)
    return row.number


def _submitted(by: Actor, submission: str) -> int | None:
    if not submission:
        return None
    mine = Request.objects.filter(author_id=by.id, submission=submission[:64])
    return mine.values_list("number", flat=True).first()


def _refuse_what_cannot_be(proposal: Proposal, asked: Asked) -> None:
    verdict = proposal.judgement.verdict
    if not verdict.allowed:
        denials = [each for each in verdict.findings if each.level == "deny"]
        raise Denied(
            "The request breaks the rules as it is.",
            [
                *(Problem(each.field, each.reason, each.fix) for each in denials),
                *(Problem(f"{each.file}:{each.line}", each.reason) for each in verdict.refused),
            ],
        )
    if proposal.judgement.needs_acceptance and not asked.accepts:
        raise Refused(
            "This change interrupts a production service.",
            [Problem("accept", "Nobody has accepted it yet.", "Tick the box (accept=on).")],
        )


def _refuse_a_second(customer: Customer, proposal: Proposal) -> None:
    """Two open requests for one service would each be approved for a file the other changes.

    Asked under the lock of `_number`, so that two who ask at once are not both let through.
    """
    subject = proposal.subject
    open_ = Request.objects.filter(
        customer=customer, region=subject.region, service=subject.name
    ).exclude(state__in=[*ENDED, State.MERGED, State.PROVISIONED, State.DELIVERED])
    number = open_.values_list("number", flat=True).first()
    if number is not None:
        raise Refused(
            f"Request {number} for {subject.name} is still open. "
            "Wait until it is merged, or withdraw it, then ask again."
        )


def _row(on: Ground, proposal: Proposal, *, asked: Asked, at: datetime) -> Request:
    subject, files = proposal.subject, proposal.files
    blobs = {path: on.main.blobs.get(path) for path in files}
    kept = as_json(proposal.judgement)
    accepted = [each["sentence"] for each in kept["impacts"] if each["needs_acceptance"]]
    return Request(
        id=uuid.uuid4(),
        customer=on.customer,
        action=subject.action,
        offering=subject.offering,
        service=subject.name,
        region=subject.region,
        environment=subject.environment,
        team=subject.team,
        title=proposal.title,
        reason=asked.reason.strip(),
        parameters=dict(proposal.parameters or _kept(asked.raw)),
        accepted=accepted if asked.accepts else [],
        submission=asked.submission[:64],
        base_commit=on.main.commit,
        files=dict(files),
        base_files={path: on.main.texts.get(path) for path in files},
        base_blobs=blobs,
        diff_hash=diff_hash(blobs, files),
        verdict=kept,
        policy_commit=on.control.commit,
        state=State.SUBMITTED,
        due_at=at,
        created_at=at,
        updated_at=at,
    )


def _kept(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is shown again when the request is edited. An acceptance is given anew each time."""
    return {key: value for key, value in raw.items() if key != "accept"}


def _number(row: Request) -> None:
    """The next number of the customer. Whoever asks next for them waits until this one is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7001, %s)", [row.customer_id])
    last = (
        Request.objects.filter(customer_id=row.customer_id)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    row.number = (last or 0) + 1
    row.branch = f"clark/request-{row.number}"

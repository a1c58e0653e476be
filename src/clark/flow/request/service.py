"""Ask for something, or take it back. One function per verb, one transaction each."""

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from clark.errors import NotFound, Problem, Refused
from clark.flow import record, timing
from clark.flow.control import in_force
from clark.flow.copies import snapshot
from clark.flow.deciding import as_actor, asking
from clark.flow.events import ENDED, Actor, Event, State
from clark.flow.inputs import answers, plain
from clark.flow.judge import as_json, diff_hash
from clark.flow.locks import Lock, queue_up
from clark.flow.request import drafting, obstacles, raising, rules
from clark.flow.request.drafting import Ground, Proposal
from clark.policy import Finding
from clark.store.models import Request

_KEY: Final = re.compile(r"[!-~]{1,64}")


class Denied(Refused):
    """Policies deny what is asked, so it is not submitted. Problems name the fields."""


@dataclass(frozen=True)
class Asked:
    """A filled form. `submission` is the form's own key: the same key submits once
    for each customer."""

    raw: Mapping[str, Any]
    reason: str = ""
    submission: str = ""

    @property
    def accepts(self) -> bool:
        return drafting.accepts(self.raw)

    @property
    def key(self) -> str:
        """The submission as it is kept: an odd or long key by its digest. Empty for none."""
        said = self.submission.strip()
        if not said or _KEY.fullmatch(said):
            return said
        return hashlib.sha256(said.encode(errors="backslashreplace")).hexdigest()


def submit_new(*, by: Actor, offering: str, asked: Asked, at: datetime) -> int:
    """Order from the catalog. Returns the request's number. Raises `Denied`, `Refused`."""
    repeated = _submitted(by, asked)
    if repeated is not None:
        return repeated
    on, raw = drafting.ground_to_ask(by.customer_id), answers(asked.raw)
    proposal = drafting.propose_new(on, on.control.offering(offering), raw)
    return _submit(on, proposal, by=by, asked=asked, at=at)


def submit_change(
    *, by: Actor, service: tuple[str, str], action: str, asked: Asked, at: datetime
) -> int:
    """Ask for a change of a running service, named by region and name.

    Raises `Denied`, and `Refused` where an interruption in production was not accepted.
    """
    repeated = _submitted(by, asked)
    if repeated is not None:
        return repeated
    on, raw = drafting.ground_to_ask(by.customer_id), answers(asked.raw)
    there, chosen = drafting.standing(on, *service), timing.chosen(raw, at)
    try:
        proposal = drafting.propose(on, there, rules.known_action(action), raw)
    except Refused as refusal:
        raise obstacles.all_of(refusal, chosen.refusal) or refusal from None
    return _submit(on, replace(proposal, chosen=chosen), by=by, asked=asked, at=at)


def submit_update(on: Ground, proposal: Proposal, *, by: Actor, asked: Asked, at: datetime) -> int:
    """Ask for what `drafting.propose_update` proposed on this ground. Raises as `submit_change`."""
    repeated = _submitted(by, asked)
    return _submit(on, proposal, by=by, asked=asked, at=at) if repeated is None else repeated


def submit_adoption(
    *, by: Actor, propose: Callable[[Ground], Proposal], asked: Asked, at: datetime
) -> int:
    """Ask for definitions of what is in AWS already, as `propose` makes them on main as it is.

    Raises `Denied`, and what `propose` raises.
    """
    repeated = _submitted(by, asked)
    if repeated is not None:
        return repeated
    on = drafting.ground_to_ask(by.customer_id)
    return _submit(on, propose(on), by=by, asked=asked, at=at)


def submit_raise(*, by: Actor, limit: str, asked: Asked, at: datetime) -> int:
    """Ask for a limit to be raised, with the reason. Raises `Denied`, and `Refused` by field."""
    repeated = _submitted(by, asked)
    if repeated is not None:
        return repeated
    on, raw = raising.ground(by.customer_id), answers(asked.raw)
    proposal = raising.propose(on, raising.limit(on, limit), raw, by.team)
    if not plain(asked.reason, "reason"):
        raise Refused("Say why.", [Problem("reason", "The owner who decides needs the reason.")])
    return _submit(on, proposal, by=by, asked=asked, at=at)


def withdraw(*, by: Actor, number: int, at: datetime) -> None:
    """Take a request back before it is merged. Its author or an owner may."""
    with transaction.atomic():
        request = record.locked_number(by, number)
        if request.author_id != by.id and by.role != "owner":
            raise Refused("Only its author or an owner can withdraw a request.")
        if request.state in ENDED:
            raise Refused(
                f"Request {number} has ended ({request.state}): nothing of it is left to withdraw. "
                "What you want now is a new request."
            )
        record.move(request, Event.WITHDRAWN, at=at, by=by)


def follow_up_removal(request: Request, *, at: datetime) -> None:
    """Ask for the second merge of a deletion, once the first was observed. Repeating is safe.

    Where policies deny the removal, it is asked for all the same: its page says what is in the way.
    """
    if Request.objects.filter(follows=request).exists():
        return
    customer, author = request.customer, request.author
    on = Ground(customer, in_force(customer), snapshot(customer, customer.gitops))
    try:
        there = drafting.standing(on, request.region, request.service)
    except NotFound:  # somebody took the files away already
        return
    proposal = drafting.propose_removal(on, there)
    row = _row(on, proposal, asked=Asked({}, request.reason), at=at)
    row.author, row.follows = author, request
    with transaction.atomic():
        _number(row)
        if not Request.objects.filter(follows=request).exists():
            record.begin(row, by=as_actor(author, customer.pk))


# Private functions


def _submit(on: Ground, proposal: Proposal, *, by: Actor, asked: Asked, at: datetime) -> int:
    _refuse_what_cannot_be(proposal, asked)
    row = _row(on, proposal, asked=asked, at=at)
    row.author_id = by.id
    with transaction.atomic():
        asking(by.customer_id)  # the ground may have been looked at before the customer left
        _number(row)
        repeated = _submitted(by, asked)
        if repeated is not None:
            return repeated
        _refuse_a_second(row)
        record.begin(row, by=by)
    return row.number


def _submitted(by: Actor, asked: Asked) -> int | None:
    if not asked.key:
        return None
    mine = Request.objects.visible_to(by.customer_id).filter(author_id=by.id)
    return mine.filter(submission=asked.key).values_list("number", flat=True).first()


def _refuse_what_cannot_be(proposal: Proposal, asked: Asked) -> None:
    verdict = proposal.judgement.verdict
    if not verdict.allowed:
        denials = [each for each in verdict.findings if each.level == "deny"]
        raise Denied(
            "The request breaks the rules as it is.",
            [
                *(Problem(each.field, each.reason, _fix(each)) for each in denials),
                *(Problem(f"{each.file}:{each.line}", each.reason) for each in verdict.refused),
            ],
        )
    unaccepted = obstacles.unaccepted(proposal.judgement, accepts=asked.accepts)
    refusal = obstacles.all_of(unaccepted, proposal.chosen.refusal)
    if refusal is not None:
        raise refusal


def _fix(found: Finding) -> str:
    """What to do about it; where a limit is in the way, also the command that asks for more."""
    asked = f" Ask for it by: clark raise {found.limit} {found.wants} --reason WHY"
    return f"{found.fix}{asked}" if found.limit and found.wants else found.fix


def _refuse_a_second(row: Request) -> None:
    service = (row.region, row.service)
    refusal = obstacles.open_request(row.customer_id, service, row.service_files)
    if refusal is not None:
        raise refusal


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
        reason=plain(asked.reason, "reason"),
        parameters=dict(proposal.parameters),
        adopts=[dict(each) for each in proposal.adopts],
        accepted=accepted if asked.accepts else [],
        not_before=proposal.chosen.at,
        submission=asked.key,
        base_commit=on.main.commit,
        files=dict(files),
        base_files={path: on.main.texts.get(path) for path in files},
        base_blobs=blobs,
        diff_hash=diff_hash(blobs, files),
        verdict=kept,
        state=State.SUBMITTED,
        due_at=at,
        created_at=at,
        updated_at=at,
    )


def _number(row: Request) -> None:
    """The next number of the customer. From here on one submits at a time, to the commit."""
    queue_up(Lock.NUMBERS, row.customer_id)
    same = Request.objects.filter(customer_id=row.customer_id)
    last = same.order_by("-number").values_list("number", flat=True).first()
    row.number = (last or 0) + 1
    row.branch = f"clark/request-{row.number}"

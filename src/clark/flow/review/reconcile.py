"""Open the pull request, check its head, and notice what others do to it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from clark.errors import Refused, TryLater
from clark.flow import approving, record, timing
from clark.flow.audit import noted_in_git as noted
from clark.flow.checklists import score_change
from clark.flow.control import in_force
from clark.flow.copies import Snapshot, refresh, snapshot
from clark.flow.costing import cost
from clark.flow.deciding import (
    Agreement,
    Read,
    agreement,
    facts,
    may_approve,
    no_owner,
    said_of_merge,
)
from clark.flow.dependents import dependents
from clark.flow.events import UNMERGED, Event, State, Wait
from clark.flow.judge import Files, Judgement, as_json, diff_hash, judge_head, judged_on
from clark.flow.review.commenting import post_comments, say
from clark.flow.review.report import Told, checks, comment
from clark.flow.review.service import approve_as_it_is
from clark.policy import Unread
from clark.policy import Verdict as PolicyVerdict
from clark.policy.approvals import ANYBODY
from clark.ports import Change, GitHost, Ports, PullRequest
from clark.store.models import Request

LOOK_AGAIN = 5.0


def propose(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Open the request's pull request. The same request always makes the same commit."""
    if not _begun(request, ports, at):
        return None
    pull = ports.host.propose(_change(request))
    with transaction.atomic():
        locked = record.locked(request.pk)
        locked.pull_number, locked.pull_url = pull.number, pull.url
        locked.head = locked.head or pull.head
        if locked.state == State.SUBMITTED:
            record.move(locked, Event.PROPOSED, at=at)
        else:  # withdrawn meanwhile: `close` takes it away
            locked.due_at = at
            locked.save()
            record.defer(locked)
    return None


def check(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Judge the head of the pull request; again whenever head, main or policies moved."""
    customer = request.customer
    pull = ports.host.pull_request(request.repository, request.pull_number or 0)
    for repository in (customer.control, customer.gitops):
        refresh(customer, repository, ports.host, at)
    if pull.state != "open":
        _ended_outside(request, pull, at)
        return None
    post_comments(request, ports)
    if timing.missed(request.not_before, at, approved=False):
        _set_missed(request, at)
        return None
    main = snapshot(customer, request.repository)
    if request.state == State.IN_REVIEW:
        if pull.head != request.head:
            _void(request, at)
            return None
        if _outdated(request.base_blobs, main):
            _set_outdated(request, at)
            return None
        if _judged_alike(request, main):
            return _goes_on(request, at)
    _judge_head(request, ports, pull, at)
    return None


def close(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Close the pull request of a request that ended without a merge.

    If somebody merged it all the same, that is what happened, and the story goes on from there.
    """
    if request.state not in UNMERGED:
        record.rest(request)
        return None
    repository, host = request.repository, ports.host
    number = request.pull_number
    if number is None and request.proposing:
        number = host.propose(_change(request)).number
    if number is not None:
        pull = host.pull_request(repository, number)
        if pull.state == "merged":
            refresh(request.customer, repository, host, at)
            _ended_outside(request, pull, at)
            return None
        Request.objects.filter(pk=request.pk).update(pull_number=number)
        request.pull_number = number
        with suppress(Refused):  # the host may know the commit no more
            host.report(repository, request.head or pull.head, [approving.UNAPPROVED])
        say(request, host, "clark-end", f"This request is {request.state}.")
        host.close(repository, number)
    record.rest(request)
    return None


# Private functions


def _goes_on(request: Request, at: datetime) -> Wait | None:
    """Approve what needs nobody any more: a rule of the customer's says so, or rules that asked for
    others have gone. Otherwise why it waits, and for whom."""
    control = in_force(request.customer)
    rule = approving.automatic(request, control)
    agreed = agreement(request, control)
    if rule is None and not agreed.whole:
        return _waiting(request, agreed)
    try:
        with transaction.atomic():
            locked = record.locked(request.pk)
            known = facts(locked)
            if (locked.head, known.state) == (request.head, State.IN_REVIEW):
                may_approve(known, Read(locked.head, locked.diff_hash))
                approve_as_it_is(locked, control, rule, at)
    except Refused as refusal:
        why = " ".join((refusal.reason, *map(str, refusal.problems)))
        return Wait(why, "a reviewer", LOOK_AGAIN)
    return None


def _waiting(request: Request, agreed: Agreement) -> Wait:
    """Who has to decide, how many of several have, and until when."""
    if request.raises:
        nobody = no_owner(request.customer, request.author_id)
        return Wait(nobody or f"It needs {agreed.asked}.", "an owner", LOOK_AGAIN)
    until = f" until {timing.spoken(request.not_before)}" if request.not_before else ""
    if agreed.needs == (ANYBODY,):
        return Wait(f"A reviewer has to decide{until}.", "a reviewer", LOOK_AGAIN)
    so_far = f" {len(agreed.given)} given so far." if agreed.given else ""
    return Wait(f"It needs {agreed.asked}{until}.{so_far}", "a reviewer", LOOK_AGAIN)


def _begun(request: Request, ports: Ports, at: datetime) -> bool:
    """Write down that a pull request will be opened, and on which commit of main.

    Before it is opened: a crash must not leave one that nobody closes. On main as it is now: the
    commit that the form was filled on may be gone, if main was rewritten since.
    """
    customer = request.customer
    refresh(customer, request.repository, ports.host, at)
    main = snapshot(customer, request.repository)
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != State.SUBMITTED:
            return False
        if locked.proposing:
            return True
        if _outdated(locked.base_blobs, main):
            _outdate(locked, at)
            return False
        Request.objects.filter(pk=locked.pk).update(proposing=True, base_commit=main.commit)
    request.base_commit = main.commit
    return True


def _change(request: Request) -> Change:
    customer, author = request.customer, request.author
    reason = f"{request.reason}\n\n" if request.reason else ""
    when = request.not_before
    asked = f"Asked by {author.name} as Clark request {request.number}."
    asked += f" Clark merges it on {timing.spoken(when)}, not before." if when else ""
    return Change(
        repository=request.repository,
        base=customer.branch,
        base_commit=request.base_commit,
        branch=request.branch,
        title=request.title,
        body=f"{reason}{asked}{noted(request)}",
        files=request.files,
        author_name=author.name,
        author_email=author.email,
        at=request.created_at,
    )


def _judge_head(request: Request, ports: Ports, pull: PullRequest, at: datetime) -> None:
    customer, number, host = request.customer, pull.number, ports.host
    repository, asking = request.repository, str(request.pk)
    main, control = snapshot(customer, repository), in_force(customer)
    files, unread = head_files(host, repository, number)
    authors = host.authors(repository, number)
    blobs = _begun_from(request, ports, files)
    if host.pull_request(repository, number).head != pull.head:
        raise TryLater("The branch moved while it was read.", 0.2)
    ground = judged_on(customer, control, main, files, asking=asking)
    found = judge_head(request, control, main, files)
    if unread:
        refused = (*found.verdict.refused, *unread)
        found = Judgement(PolicyVerdict(found.verdict.findings, refused), found.impacts)
    told = Told(
        judgement=found,
        cost=cost(main.texts, files, control.prices),
        radius=dependents(request, main),
        score=score_change(main.texts, files, request.service, at.date()),
    )
    host.report(repository, pull.head, (*checks(told), approving.UNAPPROVED))
    say(request, host, "clark-review", comment(told))
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state not in {State.PROPOSED, State.IN_REVIEW}:
            return
        locked.head, locked.files, locked.base_blobs = pull.head, dict(files), blobs
        locked.base_files = {path: main.texts.get(path) for path in files}
        locked.diff_hash = diff_hash(blobs, files)
        locked.verdict, locked.authors = as_json(found), sorted(authors)
        locked.accepted = [each for each in locked.accepted if each in found.interruptions]
        locked.judged_on = ground
        if _outdated(blobs, main):
            _outdate(locked, at)
        else:
            record.move(locked, Event.CHECKED, at=at)


def _begun_from(request: Request, ports: Ports, files: Files) -> dict[str, str | None]:
    """What each touched path held in the commit that the request's branch began from.

    A head that others pushed is held to the same commit. Git would merge a file that main has
    changed since line by line, into something that nobody has read; so that is outdated.
    """
    if files.keys() == request.base_blobs.keys():
        return dict(request.base_blobs)
    tree = ports.host.tree(request.repository, request.base_commit)
    return {path: tree.get(path) for path in files}


def _judged_alike(request: Request, main: Snapshot) -> bool:
    """Whether judging the same head again, on what holds now, says what was said before."""
    customer, asking = request.customer, str(request.pk)
    control = in_force(customer)
    ground = judged_on(customer, control, main, request.files, asking=asking)
    if ground == request.judged_on:
        return True
    if request.verdict.get("refused"):  # what was no text is not among the files: read it again
        return False
    again = as_json(judge_head(request, control, main, request.files))
    if json.loads(json.dumps(again)) != request.verdict:
        return False
    same = Request.objects.filter(pk=request.pk, state=request.state, head=request.head)
    same.update(judged_on=ground)
    return True


def head_files(
    host: GitHost, repository: str, number: int
) -> tuple[Mapping[str, str | None], tuple[Unread, ...]]:
    """The texts a pull request leaves behind. What is not text is refused by name.

    Raises `Refused` where whoever pushed must take something out before Clark can show the rest.
    """
    try:
        changed = host.changed(repository, number)
    except Refused as refusal:
        who = "whoever pushed to the pull request"
        raise Refused(refusal.reason, refusal.problems, who=who) from refusal
    contents = host.blobs(repository, {blob for blob in changed.values() if blob})
    files: dict[str, str | None] = {}
    unread: list[Unread] = []
    for path, blob in changed.items():
        try:
            files[path] = contents[blob].decode() if blob else None
        except UnicodeDecodeError as error:
            files[path] = ""
            why = f"byte {error.start} is not UTF-8 text"
            unread.append(Unread(file=path, line=1, column=1, rule="encoding", reason=why))
    return files, tuple(unread)


def _outdated(base_blobs: Mapping[str, str | None], main: Snapshot) -> bool:
    return any(main.blobs.get(path) != blob for path, blob in base_blobs.items())


def _set_outdated(request: Request, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.IN_REVIEW:
            _outdate(locked, at)


def _set_missed(request: Request, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == request.state and locked.not_before:
            said = timing.said_missed(locked.not_before, request.author.name, approved=False)
            record.move(locked, Event.MISSED, at=at, said=said)
            record.tell(locked, f"{locked.title}: outdated", said, at=at)


def _outdate(locked: Request, at: datetime) -> None:
    said = "Main changed the same file meanwhile. Ask again, on what main holds now."
    record.move(locked, Event.OUTDATED, at=at, said=said)
    record.tell(locked, f"{locked.title}: outdated", said, at=at)


def _void(request: Request, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.IN_REVIEW:
            record.void(locked, "New commits were pushed.", at=at)


def _ended_outside(request: Request, pull: PullRequest, at: datetime) -> None:
    """Somebody merged or closed the pull request in the repository itself."""
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != request.state:
            return
        if pull.state == "merged":
            locked.merge_commit = pull.merge_commit or pull.head
            said = said_of_merge(locked, pull.head, in_force(request.customer), at)
            record.move(locked, Event.MERGED, at=at, said=said)
        else:
            said = "The pull request was closed in the repository itself."
            record.move(locked, Event.WITHDRAWN, at=at, said=said)
            record.tell(locked, f"{locked.title}: closed", said, at=at)

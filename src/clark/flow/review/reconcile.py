"""Open the pull request, check its head, and notice what others do to it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.control import in_force
from clark.flow.copies import Snapshot, refresh, snapshot
from clark.flow.events import STOPPED, Event, State, Wait
from clark.flow.judge import Judgement, as_json, diff_hash, judge
from clark.flow.review.report import checks, comment
from clark.policy import Unread
from clark.policy import Verdict as PolicyVerdict
from clark.ports import Change, Ports, PullRequest
from clark.store.models import Customer, Request

LOOK_AGAIN = 5.0


def propose(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Open the request's pull request. The same request always makes the same commit."""
    pull = ports.host.propose(_change(request))
    with transaction.atomic():
        locked = record.locked(request.pk)
        locked.pull_number, locked.pull_url = pull.number, pull.url
        locked.head = locked.head or pull.head
        if locked.state == State.SUBMITTED:
            record.move(locked, Event.PROPOSED, at=at)
        elif locked.state in STOPPED:  # withdrawn meanwhile: `close` takes it away
            locked.due_at = at
            locked.save()
            record.defer(locked)
    return None


def check(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Judge the head of the pull request; again whenever head, main or policies moved."""
    customer = request.customer
    pull = ports.host.pull_request(customer.gitops, request.pull_number or 0)
    if pull.state != "open":
        _ended_outside(request, pull, at)
        return None
    for repository in (customer.control, customer.gitops):
        refresh(customer, repository, ports.host, at)
    main, control = snapshot(customer, customer.gitops), in_force(customer)
    if request.state == State.IN_REVIEW:
        if pull.head != request.head:
            _void(request, at)
            return None
        if _outdated(request, main):
            _set_outdated(request, at)
            return None
        if request.policy_commit == control.commit:
            return Wait("A reviewer has to decide.", "a reviewer", LOOK_AGAIN)
    _judge_head(request, ports, pull, main, at)
    return None


def close(request: Request, ports: Ports, _: datetime) -> Wait | None:
    """Close the pull request of a request that ended without a merge."""
    if request.pull_number:
        repository = request.customer.gitops
        ports.host.comment(
            repository, request.pull_number, "clark-end", f"This request is {request.state}."
        )
        ports.host.close(repository, request.pull_number)
    record.rest(request.pk)
    return None


# Private functions


def _change(request: Request) -> Change:
    customer, author = request.customer, request.author
    reason = f"{request.reason}\n\n" if request.reason else ""
    return Change(
        repository=customer.gitops,
        base=customer.branch,
        base_commit=request.base_commit,
        branch=request.branch,
        title=request.title,
        body=f"{reason}Asked by {author.name} as Clark request {request.number}.",
        files=request.files,
        author_name=author.name,
        author_email=author.email,
        at=request.created_at,
    )


def _judge_head(
    request: Request, ports: Ports, pull: PullRequest, main: Snapshot, at: datetime
) -> None:
    customer = request.customer
    files, unread = head_files(ports, customer, pull.number)
    blobs = {path: main.blobs.get(path) for path in files}
    found = judge(customer, in_force(customer), main, files, asking=str(request.pk))
    if unread:
        refused = (*found.verdict.refused, *unread)
        found = Judgement(PolicyVerdict(found.verdict.findings, refused), found.impacts)
    authors = ports.host.authors(customer.gitops, pull.number)
    ports.host.report(customer.gitops, pull.head, checks(found))
    ports.host.comment(customer.gitops, pull.number, "clark-review", comment(found))
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state not in {State.PROPOSED, State.IN_REVIEW}:
            return
        ours = locked.head == pull.head
        if ours and _outdated(locked, main):
            record.move(locked, Event.OUTDATED, at=at)
            return
        locked.head, locked.files, locked.base_blobs = pull.head, dict(files), blobs
        locked.base_files = {path: main.texts.get(path) for path in files}
        locked.diff_hash = diff_hash(blobs, files)
        locked.verdict, locked.authors = as_json(found), sorted(authors)
        locked.policy_commit = in_force(customer).commit
        record.move(locked, Event.CHECKED, at=at)


def head_files(
    ports: Ports, customer: Customer, number: int
) -> tuple[Mapping[str, str | None], tuple[Unread, ...]]:
    """The texts a pull request leaves behind. What is not text is refused by name."""
    changed = ports.host.changed(customer.gitops, number)
    contents = ports.host.blobs(customer.gitops, {blob for blob in changed.values() if blob})
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


def _outdated(request: Request, main: Snapshot) -> bool:
    return any(main.blobs.get(path) != blob for path, blob in request.base_blobs.items())


def _set_outdated(request: Request, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.IN_REVIEW:
            record.move(locked, Event.OUTDATED, at=at)


def _void(request: Request, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.IN_REVIEW:
            record.void(locked, "New commits were pushed.", at=at)


def _ended_outside(request: Request, pull: PullRequest, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state not in {State.PROPOSED, State.IN_REVIEW}:
            return
        if pull.state == "merged":
            locked.merge_commit = pull.merge_commit or ""
            said = "Merged in the repository itself, without an approval in Clark."
            record.move(locked, Event.MERGED, at=at, said=said)
        else:
            said = "The pull request was closed in the repository itself."
            record.move(locked, Event.WITHDRAWN, at=at, said=said)

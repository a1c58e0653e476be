"""Pull requests as they are now: what is recorded, brought up to date with the branches."""

from dataclasses import dataclass

from clark.errors import Refused
from clark.local.githost.comparison import is_ancestor, merge_base, merge_of
from clark.local.githost.git import git
from clark.local.githost.names import branch_name
from clark.local.githost.proposal import Draft, commit
from clark.local.githost.record import Record, now
from clark.local.githost.repository import Repository
from clark.ports.githost import Change


@dataclass(frozen=True)
class Offer:
    """A branch that exists, and why it should be merged."""

    branch: str
    base: str
    title: str
    body: str
    author: str


def current(repository: Repository, number: int) -> Record:
    """The pull request as its branches make it. Raises `NotFound`.

    Pushes are noticed here and not when they happen, so none can be missed by a crash.
    """
    with repository.lock:
        record = _adopt(repository, repository.records.get(number))
        if record.state != "open":
            return record
        head = repository.objects.resolve(f"refs/heads/{record.branch}")
        tip = repository.objects.resolve(f"refs/heads/{record.base}")
        if head is None:
            return repository.records.change(record, state="closed", ended_at=now())
        if tip is None or (head, tip) == (record.head, record.base_tip):
            return record
        return _moved(repository, record, head, tip)


def merged(repository: Repository, record: Record, merge_commit: str | None) -> Record:
    """Record the outcome of a merge. No commit is named where none is that merge and no more."""
    return repository.records.change(
        record, state="merged", merge_commit=merge_commit, merging=None, ended_at=now()
    )


def propose(repository: Repository, change: Change) -> Record:
    """One branch, one commit, one pull request. Whatever of it exists already is kept.

    Raises `Refused` when the branch exists with other commits, `NotFound`.
    """
    branch = branch_name(change.branch)
    with repository.lock:
        known = repository.records.of_branch(branch)
        if known is not None:
            return current(repository, known.number)
        made = commit(repository.path, _draft(repository, change))
        found = repository.objects.resolve(f"refs/heads/{branch}")
        if found is None:
            git(repository.path, "update-ref", f"refs/heads/{branch}", made, "0" * 40)
        elif not is_ancestor(repository.path, made, found):
            raise Refused(f"The branch {branch} exists with other commits.")
        offer = Offer(branch, change.base, change.title, change.body, change.author_name)
        return open_pull(repository, offer)


def open_pull(repository: Repository, offer: Offer) -> Record:
    """Open a pull request for a branch, or return the one it has. Raises `NotFound`, `Refused`."""
    with repository.lock:
        known = repository.records.of_branch(branch_name(offer.branch))
        if known is not None:
            return current(repository, known.number)
        head, tip = repository.head(offer.branch), repository.head(offer.base)
        fork = merge_base(repository.path, tip, head)
        if fork is None or fork == head or offer.branch == offer.base:
            raise Refused(f"{offer.branch} offers {offer.base} nothing to merge.")
        number = repository.records.next_number()
        _keep(repository, number, head)
        return repository.records.save(
            Record(
                number=number,
                branch=offer.branch,
                base=offer.base,
                title=offer.title,
                body=offer.body,
                author=offer.author,
                opened_at=now(),
                head=head,
                base_tip=tip,
                fork=fork,
            )
        )


def close(repository: Repository, number: int) -> Record:
    """Close without merging; closed stays closed. Raises `Refused` when it was merged."""
    with repository.lock:
        record = current(repository, number)
        if record.state == "merged":
            raise Refused(f"Pull request {number} is merged.")
        if record.state == "closed":
            return record
        return repository.records.change(record, state="closed", ended_at=now())


def _adopt(repository: Repository, record: Record) -> Record:
    """Finish, or forget, a merge that was cut short (see merge)."""
    if record.merging is None or record.state != "open":
        return record
    tip = repository.objects.resolve(f"refs/heads/{record.base}")
    if tip and is_ancestor(repository.path, record.merging, tip):
        return merged(repository, record, record.merging)
    return repository.records.change(record, merging=None)


def _moved(repository: Repository, record: Record, head: str, tip: str) -> Record:
    if head != record.head:
        if is_ancestor(repository.path, head, record.base_tip):  # emptied: nothing is offered
            return repository.records.change(record, head=head, state="closed", ended_at=now())
        _keep(repository, record.number, head)
    fork = merge_base(repository.path, tip, head) or record.fork
    if fork == head:  # somebody merged it and pushed, perhaps with more on top
        made = merge_of(repository.path, record.base_tip, tip, head)
        return merged(repository, repository.records.change(record, head=head), made)
    return repository.records.change(record, head=head, base_tip=tip, fork=fork)


def _keep(repository: Repository, number: int, head: str) -> None:
    """What was offered stays reachable after its branch is gone."""
    git(repository.path, "update-ref", f"refs/pull/{number}/head", head)


def _draft(repository: Repository, change: Change) -> Draft:
    parent = repository.known_commit(change.base_commit)
    entries = repository.entries(parent)
    return Draft(
        parent=parent,
        files=change.files,
        modes={path: mode for path, (mode, _) in entries.items()},
        message=f"{change.title}\n\n{change.body}".strip() + "\n",
        author_name=change.author_name,
        author_email=change.author_email,
        at=change.at,
    )

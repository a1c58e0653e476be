"""What main went through since it was looked at last, without what was reviewed in Clark."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from clark.errors import NotFound
from clark.flow.copies import decoded
from clark.flow.pushes import rules
from clark.manifests import printable
from clark.ports.githost import HISTORY, GitHost, Rewritten, Step
from clark.store.models import Customer, PullReview, Push, Request


@dataclass(frozen=True)
class Way:
    """A repository's main branch, from one commit to another."""

    customer: Customer
    repository: str
    host: GitHost
    before: str
    after: str


def past_clark(way: Way, at: datetime) -> Iterator[Push]:
    """Every commit that nobody reviewed, oldest first, as a row that is not kept yet."""
    try:
        steps = way.host.steps(way.repository, way.before, way.after)
    except Rewritten:
        yield _rewritten(way, at)
        return
    if len(steps) >= HISTORY:  # the oldest are not named: the first of the others answers for them
        yield _pushed(way, replace(steps[0], parent=way.before), at)
        steps = steps[1:]
    for step in steps:
        if not reviewed(way, step):
            yield _pushed(way, step, at)


def holds(way: Way) -> bool:
    """Whether the later commit holds the earlier one."""
    try:
        way.host.steps(way.repository, way.before, way.after)
    except Rewritten:
        return False
    return True


def reviewed(way: Way, step: Step) -> bool:
    """Whether a commit is a merge that Clark made, or one of a head that its review let pass."""
    pull = step.pull
    if pull is None:
        return False
    own = Request.objects.filter(customer=way.customer, pull_number=pull.number, merging=pull.head)
    if any(each.repository == way.repository for each in own.select_related("customer")):
        return True
    said = PullReview.objects.filter(
        customer=way.customer, repository=way.repository, number=pull.number, head=pull.head
    ).first()
    return said is not None and said.passes


# Private functions


def _pushed(way: Way, step: Step, at: datetime) -> Push:
    push = Push(
        customer=way.customer,
        repository=way.repository,
        commit=step.commit,
        before=step.parent,
        author_name=step.author_name,
        author_email=step.author_email,
        title=step.title,
        at=step.at,
        pull_number=step.pull.number if step.pull else None,
        seen_at=at,
    )
    return _with_files(push, way.host)


def _rewritten(way: Way, at: datetime) -> Push:
    """Who pushed by force is in no commit."""
    push = Push(
        customer=way.customer,
        repository=way.repository,
        commit=way.after,
        before=way.before,
        rewritten=True,
        title=f"Main was rewritten: it no longer holds {way.before[:7]}",
        at=at,
        seen_at=at,
    )
    with suppress(NotFound):  # the host has forgotten what there was
        _with_files(push, way.host)
    return push


def _with_files(push: Push, host: GitHost) -> Push:
    before = host.tree(push.repository, push.before) if push.before else {}
    after = host.tree(push.repository, push.commit)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    push.files = dict(_texts(push, host, {path: before.get(path) for path in sorted(changed)}))
    if push.repository == push.customer.gitops:
        push.removed = list(rules.removed(before, after))
        push.services = len(rules.services(before))
    return push


def _texts(
    push: Push, host: GitHost, old: Mapping[str, str | None]
) -> Iterator[tuple[str, str | None]]:
    """What files were before. What was no text then is kept as empty: nobody can put it back."""
    wanted = {path: blob for path, blob in old.items() if _is_kept(push, path)}
    contents = host.blobs(push.repository, {blob for blob in wanted.values() if blob})
    for path, blob in wanted.items():
        yield printable(path), None if blob is None else decoded(contents[blob])[0] if blob else ""


def _is_kept(push: Push, path: str) -> bool:
    return push.repository == push.customer.control or rules.is_service_file(path)

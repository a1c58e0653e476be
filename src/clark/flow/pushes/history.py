"""What main went through since it was looked at last, without what was reviewed in Clark."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from clark.errors import TryLater
from clark.flow.copies import decoded
from clark.flow.judge import blob_id
from clark.flow.pushes import rules
from clark.manifests import keepable, printable
from clark.policy import Unread
from clark.ports.githost import HISTORY, GitHost, Rewritten, Step
from clark.store.models import Customer, PullReview, Push, Request

log = logging.getLogger(__name__)
Tree = Mapping[str, str]
Changes = Mapping[str, str | None]


@dataclass(frozen=True)
class Way:
    """A repository's main branch, from one commit to another, with the directories of services at
    both ends (None: nobody knows), and the commit of the rules in force."""

    customer: Customer
    repository: str
    host: GitHost
    before: str
    after: str
    known: Collection[str] | None = None
    there: Collection[str] = ()
    ruled: str = ""


def role_of(customer: Customer, repository: str) -> rules.Role:
    """What a repository is for its customer."""
    if repository == customer.gitops:
        return "gitops"
    return "control" if repository == customer.control else "infra"


def past_clark(way: Way, at: datetime) -> Iterator[Push]:
    """Every commit that nobody reviewed, oldest first, as a row that is not kept yet."""
    try:
        steps = tuple(_steps(way, at))
    except Rewritten:
        yield _rewritten(way, at)
        return
    except TryLater:
        raise
    except Exception:
        log.exception("%s: its commits could not be named", way.repository)
        steps = (_together(way, at, "Several commits that could not be named"),)
    for step in steps:
        try:
            push = _pushed(way, step, at)
        except TryLater:
            raise
        except Exception as error:
            log.exception("%s: %s could not be looked at", way.repository, step.commit)
            push = unseen(_row(way, step, at), error)
        if push is not None:
            yield push


def holds(way: Way) -> bool:
    """Whether the later commit holds the earlier one, as far as the host says."""
    try:
        way.host.steps(way.repository, way.before, way.after)
    except TryLater:
        raise
    except Exception:
        return False
    return True


def unseen(push: Push, error: Exception) -> Push:
    """The row of a commit that nobody could look at: only an owner's word ends it."""
    why = f"It could not be judged: a flaw of Clark's own ({type(error).__name__}). Read it."
    push.refused = [asdict(Unread(push.repository, 1, 1, rules.UNSEEN, why))]
    return push


# Private functions


def _steps(way: Way, at: datetime) -> Iterator[Step]:
    """As the host names them; what it does not name as one, whose authors are many."""
    steps = way.host.steps(way.repository, way.before, way.after)
    if steps and steps[0].several:
        yield _together(way, at, "Several commits, merged the other way round")
        return
    if steps and steps[0].parent != way.before:
        if len(steps) < HISTORY or not steps[0].parent:
            yield _together(way, at, "Several commits, of which no first is known")
            return
        rest = replace(way, after=steps[0].parent)
        yield _together(rest, at, "More commits than the host names")
    yield from steps


def _together(way: Way, at: datetime, title: str) -> Step:
    return Step(way.after, way.before, "", "", at, title)


def _pushed(way: Way, step: Step, at: datetime) -> Push | None:
    """The row of a commit; none of one that was reviewed as it is."""
    before = way.host.tree(way.repository, step.parent) if step.parent else {}
    after = way.host.tree(way.repository, step.commit)
    changes = {
        path: after.get(path)
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    }
    if _is_merge_by_clark(way, step, changes):
        return None
    said = _review_of(way, step)
    if said is not None and _holds_still(way, step, said, changes):
        return None
    push = _with_files(_row(way, step, at), way, before, after)
    if said is not None and said.asks and said.meant_head == said.head:
        _excuse(push, way, [path for path in changes if _as_reviewed(said, path, changes)])
    return push


def _row(way: Way, step: Step, at: datetime) -> Push:
    return Push(
        customer=way.customer,
        repository=way.repository,
        commit=step.commit,
        before=step.parent,
        author_name=keepable(step.author_name),
        author_email=keepable(step.author_email),
        title=keepable(step.title),
        at=step.at,
        pull_number=step.pull.number if step.pull else None,
        seen_at=at,
    )


def _is_merge_by_clark(way: Way, step: Step, changes: Changes) -> bool:
    """Whether a commit is a merge that Clark made, and changes nothing but what was approved."""
    if step.pull is None:
        return False
    asked = Request.objects.filter(
        customer=way.customer, pull_number=step.pull.number, merging=step.pull.head
    ).select_related("customer")
    return any(
        changes.keys() <= each.files.keys()
        and all(blob_id(each.files[path]) == blob for path, blob in changes.items())
        for each in asked
        if each.repository == way.repository
    )


def _review_of(way: Way, step: Step) -> PullReview | None:
    if step.pull is None:
        return None
    mine = PullReview.objects.filter(customer=way.customer, repository=way.repository)
    return mine.filter(number=step.pull.number, head=step.pull.head).first()


def _holds_still(way: Way, step: Step, said: PullReview, changes: Changes) -> bool:
    """Whether the review let pass exactly this, on the main and by the rules that it met."""
    control = way.repository == way.customer.control
    same = said.main == step.parent and (control or said.rules == way.ruled)
    return said.passes and same and all(_as_reviewed(said, path, changes) for path in changes)


def _as_reviewed(said: PullReview, path: str, changes: Changes) -> bool:
    shown = printable(path)
    return shown in said.changes and said.changes[shown] == changes[path]


def _excuse(push: Push, way: Way, paths: Collection[str]) -> None:
    """What an owner answered before the merge: the removal, and files that are theirs."""
    role = role_of(way.customer, way.repository)
    folders = {path.rpartition("/")[0] for path in paths}
    push.removed = [each for each in push.removed if each not in folders]
    push.covers = [
        list(rules.key(rules.unanswered(printable(path), push.commit)))
        for path in paths
        if rules.for_owners(path, role)
    ]


def _rewritten(way: Way, at: datetime) -> Push:
    """Who pushed by force is in no commit."""
    step = _together(way, at, f"Main was rewritten: it no longer holds {way.before[:7]}")
    push = _row(way, step, at)
    push.rewritten = True
    try:
        before = way.host.tree(way.repository, way.before)
        return _with_files(push, way, before, way.host.tree(way.repository, way.after))
    except TryLater:
        raise
    except Exception:  # the host has forgotten what there was: Clark knows at least the services
        log.warning("%s: nobody knows %s any more", way.repository, way.before)
    if way.repository == way.customer.gitops:
        push.stops = way.known is None
        push.removed = sorted({*(way.known or ())} - {*way.there})
        push.services = len(way.known or ())
    return push


def _with_files(push: Push, way: Way, before: Tree, after: Tree) -> Push:
    """What the files were before. What was no text then is kept as empty: nobody can put it
    back."""
    role = role_of(way.customer, way.repository)
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    kept = sorted(path for path in changed if _is_kept(path, role))
    old = _texts(push, way.host, {path: before[path] for path in kept if path in before})
    push.files = {printable(path): (old[path] or "") if path in before else None for path in kept}
    if role == "gitops":
        own = {path: after[path] for path in kept if path in after}
        new = _texts(push, way.host, {p: b for p, b in own.items() if p.endswith("/service.yaml")})
        were = rules.services(before, old)
        push.removed = sorted(were - rules.services(after, new))
        push.services = len(were)
    return push


def _texts(push: Push, host: GitHost, blobs: Tree) -> dict[str, str | None]:
    """None of what is no text."""
    contents = host.blobs(push.repository, {blob for blob in blobs.values() if blob})
    found: dict[str, str | None] = dict.fromkeys(blobs)
    for path, blob in blobs.items():
        if blob:
            text, why = decoded(contents[blob])
            found[path] = None if why else text
    return found


def _is_kept(path: str, role: rules.Role) -> bool:
    own = role == "gitops" and rules.is_service_file(path)
    return role == "control" or own or rules.runs(path)

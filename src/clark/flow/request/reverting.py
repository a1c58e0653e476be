"""Back to what a service was before a push to main: an ordinary request with its files of then."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from clark.catalog import OFFERING
from clark.errors import NotFound, Problem, Refused
from clark.flow.events import Action, Actor, Event
from clark.flow.judge import judge
from clark.flow.request import drafting, obstacles, rules, service
from clark.flow.request.drafting import Ground, Proposal, Subject
from clark.flow.request.service import Asked
from clark.kinds import find
from clark.manifests import Document, Unreadable, get, read
from clark.policy.layout import directory
from clark.store.models import Push, Request

TEAM = ("metadata", "labels", "clark.dev/team")
Files = Mapping[str, str | None]


def submit_revert(*, by: Actor, push: Push, place: str, asked: Asked, at: datetime) -> int:
    """Ask for the files of one service as they were before a push. Returns the request's number.

    `place` is the service's directory. Raises as `submit_change`, and `Refused` where there is
    nothing to go back to, and where what came after the push would go, too, and nobody accepted
    that. The reason of the request names it, and what is left out.
    """
    on = drafting.ground_to_ask(by.customer_id)
    found = propose(on, push, place)
    since = tuple(_since(push, found.files))
    if since and not asked.accepts:
        unaccepted = obstacles.unaccepted(found.judgement, accepts=False)
        raise obstacles.all_of(_undoes(found.subject, since), unaccepted) or _undoes(
            found.subject, since
        )
    told = [f"This also takes back {each}." for each in since]
    told += [f"Not in it: {each.field}. {each.fix}" for each in _unkept(on, push, place)]
    own = replace(asked, reason="\n".join(filter(None, (asked.reason, *told))))
    return service.submit_update(on, found, by=by, asked=own, at=at)


def propose(on: Ground, push: Push, place: str) -> Proposal:
    """The files of then on main as it is now."""
    if push.repository != on.customer.gitops:
        raise Refused(
            f"Requests change {on.customer.gitops} only. Take it back by a pull request: "
            f"git revert {push.commit[:12]}"
        )
    own: Files = {path: text for path, text in push.files.items() if path.startswith(f"{place}/")}
    where = directory(f"{place}/service.yaml")
    if not own or where is None:
        raise NotFound(f"Commit {push.commit[:7]} changed no service at {place}.")
    files = {path: text for path, text in own.items() if text != "" and _differs(on, path, text)}
    if not files and (unkept := list(_unkept(on, push, place))):
        raise Refused("Clark has not kept what these files were.", unkept)
    if not files:
        raise Refused(f"{where.name} is as it was before {push.commit[:7]}: nothing would change.")
    if f"{place}/service.yaml" in own and own[f"{place}/service.yaml"] is None:
        fix = f"Ask for its deletion: clark request {where.name} --action delete"
        why = f"{where.name} was not there before {push.commit[:7]}."
        raise Refused(why, [Problem("commit", why, fix)])
    document = _service(on, own, place, where.name)
    subject = Subject(
        action=Action.REVERT,
        offering=str(get(document.value, ("metadata", "annotations", OFFERING), "") or ""),
        name=where.name,
        region=where.region,
        environment=where.environment,
        team=str(get(document.value, TEAM, "") or ""),
    )
    return Proposal(
        subject=subject,
        title=f"{rules.title(Action.REVERT, where.name)} before {push.commit[:7]}",
        files=files,
        judgement=judge(on.customer, on.control, on.main, files),
        parameters={"files": sorted(files)},
    )


# Private functions


def _unkept(on: Ground, push: Push, place: str) -> Iterator[Problem]:
    """Files that were no text, or too long, which are kept as empty: to write them empty would be
    a change that nobody asked for."""
    for path, text in push.files.items():
        if path.startswith(f"{place}/") and text == "" and _differs(on, path, text):
            fix = f"In a clone: git checkout {push.before[:12]} -- {path}"
            yield Problem(path, "Clark has not kept what it was before the push.", fix)


def _since(push: Push, paths: Collection[str]) -> Iterator[str]:
    """What changed the same files after the push: they go back to before both."""
    mine = Request.objects.filter(customer=push.customer, files__has_any_keys=list(paths))
    merged = mine.filter(entries__event=Event.MERGED, entries__at__gt=push.seen_at)
    for row in merged.exclude(action=Action.RAISE).distinct().order_by("number"):
        yield f"request {row.number}, “{row.title}”"
    same = Push.objects.filter(customer=push.customer, repository=push.repository, pk__gt=push.pk)
    for other in same.filter(files__has_any_keys=list(paths)).order_by("pk"):
        yield f"commit {other.commit[:7]}, “{other.title}”"


def _undoes(subject: Subject, since: Collection[str]) -> Refused:
    fix = "Accept it, or ask for a change of what the push changed alone."
    problems = [Problem("accept", f"It takes back {each}, too.", fix) for each in since]
    return Refused(f"{subject.name} has changed since that commit.", problems)


def _differs(on: Ground, path: str, text: str | None) -> bool:
    if path in on.main.unreadable:
        return True
    return on.main.texts.get(path) != text


def _service(on: Ground, own: Files, place: str, name: str) -> Document:
    """What the service was; from main where the push left its own file alone."""
    path = f"{place}/service.yaml"
    text = own[path] if path in own else on.main.texts.get(path)
    for document in _documents(text):
        if document.name == name and find(document.api_version, document.kind) is not None:
            return document
    raise Refused(
        f"Before the push {path} could not be read either, so there is nothing to go back to. "
        "Write it anew in a pull request."
    )


def _documents(text: str | None) -> Iterator[Document]:
    try:
        yield from read(text) if text else ()
    except Unreadable:
        return

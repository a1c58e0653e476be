"""Back to what a service was before a push to main: an ordinary request with its files of then."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from clark.catalog import OFFERING
from clark.errors import NotFound, Problem, Refused
from clark.flow.events import Action, Actor
from clark.flow.judge import judge
from clark.flow.request import drafting, rules, service
from clark.flow.request.drafting import Ground, Proposal, Subject
from clark.flow.request.service import Asked
from clark.kinds import find
from clark.manifests import Document, Unreadable, get, read
from clark.policy.layout import directory
from clark.store.models import Push

TEAM = ("metadata", "labels", "clark.dev/team")
Files = Mapping[str, str | None]


def submit_revert(*, by: Actor, push: Push, place: str, asked: Asked, at: datetime) -> int:
    """Ask for the files of one service as they were before a push. Returns the request's number.

    `place` is the service's directory. Raises as `submit_change`, and `Refused` where there is
    nothing to go back to.
    """
    on = drafting.ground_to_ask(by.customer_id)
    return service.submit_update(on, propose(on, push, place), by=by, asked=asked, at=at)


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
    files = {path: text for path, text in own.items() if _differs(on, path, text)}
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
    )


# Private functions


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

"""Copy what the clusters show, and say when a merged request has become true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clark.flow import record
from clark.flow.actions import SIZES
from clark.flow.copies import Snapshot, refresh, snapshot
from clark.flow.events import Action, Event, State, Wait
from clark.flow.provision import rules
from clark.kinds import explain
from clark.manifests import Document, Unreadable, read
from clark.ports import Ports, condition
from clark.store.models import Entry, LiveEvent, LiveObject, Region, Request

LOOK_AGAIN = 10.0
RESIZES = {Action.CLASS, Action.STORAGE, Action.NODES, Action.CAPACITY, Action.STANDBY}


def watch(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Move the request on once every resource it touches is as main says. Reads copies."""
    customer = request.customer
    main = snapshot(customer, customer.gitops)
    if _lost(request, main):  # as far as the copy knows
        refresh(customer, customer.gitops, ports.host, at)
        main = snapshot(customer, customer.gitops)
        if _lost(request, main):
            _supersede(request, at)
            return None
    for name in dict.fromkeys(region for region, _ in request.services):
        verdict = _there(request, name, main, at)
        if verdict is not None:
            return verdict
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.MERGED:
            record.move(locked, Event.PROVISIONED, at=at)
    return None


# Private functions


@dataclass(frozen=True)
class Asked:
    """A merged request, its region's cluster, and main as it is now."""

    request: Request
    region: Region
    main: Snapshot


def _there(request: Request, name: str, main: Snapshot, at: datetime) -> Wait | None:
    """What a region still has to do; None once it is as main says."""
    region = Region.objects.filter(customer=request.customer, name=name).first()
    if region is None or region.observed_at is None:
        return Wait(f"{name} has not been seen yet.", "Clark team", LOOK_AGAIN)
    if region.silent_since:
        why = f"The cluster in {name} does not answer: {region.silence}"
        return Wait(why, "Clark team", LOOK_AGAIN)
    asked = Asked(request, region, main)
    return _removed(asked) if _removes(request) else _reached(asked, at)


def _lost(request: Request, main: Snapshot) -> bool:
    """Whether main is not as the request asked for: it never was, or is no longer."""
    if request.action == Action.DELETE:
        return request.service_file in main.blobs
    kept = [path for path, text in request.files.items() if text is not None]
    return any(path not in main.blobs for path in (*request.service_files, *kept))


def _supersede(request: Request, at: datetime) -> None:
    """The cloud will never have what was asked, so nobody waits for it."""
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.MERGED:
            said = "Main does not hold what was asked for: a later change took it back."
            record.move(locked, Event.SUPERSEDED, at=at, said=said)
            record.tell(locked, f"{locked.title}: superseded", said, at=at)


def _removes(request: Request) -> bool:
    return request.action == Action.DELETE


def _removed(asked: Asked) -> Wait | None:
    return _gone(asked, _documents(list(asked.request.base_files.values())))


def _gone(asked: Asked, documents: Iterable[Document]) -> Wait | None:
    """Wait until the cluster has none of these any more."""
    for document in documents:
        live = _live(asked.region, document)
        if live is not None:
            return _going(live, document) if live.deleting else _held(asked, document)
    return None


def _going(live: LiveObject, document: Document) -> Wait:
    """What AWS does, or what it says against the deletion and who can do something about it."""
    synced = condition(live.status, "Synced")
    if synced.get("status") == "False" and synced.get("message"):
        found = explain(str(synced["message"]))
        return Wait(f"{document.label} is not deleted yet. {found.reason}", found.who, LOOK_AGAIN)
    return Wait(f"{document.label} is being deleted.", "AWS", LOOK_AGAIN)


def _held(asked: Asked, document: Document) -> Wait:
    """Why the GitOps engine has not begun to delete it: as a rule, for a file that may name it."""
    for each in asked.region.broken:
        path, reason = each["path"], each["reason"]
        said = f"{reason} {asked.main.texts.get(path, '')}"
        if path.startswith(asked.request.directories) or document.name in said:
            return _unapplied(each)
    return Wait(f"{document.label} is still there.", "the GitOps engine", LOOK_AGAIN)


def _reached(asked: Asked, at: datetime) -> Wait | None:
    request, region = asked.request, asked.region
    here = f"regions/{region.name}/"
    asked_for = dict.fromkeys((*request.service_files, *request.files))
    paths = [path for path in asked_for if path.startswith(here)]
    texts = [asked.main.texts.get(path, request.files.get(path)) for path in paths]
    for each in region.broken:
        if each["path"] in paths:
            return _unapplied(each)
    wanted = _documents(texts)
    before = {each.label: each for each in _documents(list(request.base_files.values()))}
    for document in wanted:
        change = _change(asked, document, before.get(document.label), at)
        step = rules.next_step(document, _seen(region, document), change)
        if step.changing and document.label not in request.seen_changing:
            request.seen_changing = [*request.seen_changing, document.label]
            Request.objects.filter(pk=request.pk).update(seen_changing=request.seen_changing)
        if not step.done:
            return Wait(step.why, step.who, step.seconds)
    kept = {each.label for each in wanted}
    return _gone(asked, [each for label, each in before.items() if label not in kept])


def _unapplied(broken: Mapping[str, Any]) -> Wait:
    why = f"{broken['path']}, line {broken['line']}: {broken['reason']}"
    return Wait(why, "whoever changed the file", LOOK_AGAIN)


def _documents(texts: list[str | None]) -> list[Document]:
    found: list[Document] = []
    for text in texts:
        try:
            found.extend(read(text) if text else ())
        except Unreadable:  # shown through region.broken
            continue
    return found


def _live(region: Region, document: Document) -> LiveObject | None:
    return LiveObject.objects.filter(
        region=region,
        api_version__startswith=f"{document.api_version.partition('/')[0]}/",
        kind=document.kind,
        name=document.name,
        namespace=document.namespace,
    ).first()


def _seen(region: Region, document: Document) -> rules.Seen | None:
    live = _live(region, document)
    if live is None:
        return None
    return rules.Seen(
        spec=live.spec,
        status=live.status,
        generation=live.generation,
        paused=live.annotations.get("crossplane.io/paused") == "true",
        deleting=live.deleting,
    )


def _change(
    asked: Asked, document: Document, before: Document | None, at: datetime
) -> rules.Change:
    """What the provider did about an object since the request's head was checked last.

    Not since the merge was written down: a worker that dies in between comes back when AWS may be
    through with it.
    """
    request = asked.request
    checked = Entry.objects.filter(request=request, event=Event.CHECKED).last()
    since = checked.at if checked else request.created_at
    calls = LiveEvent.objects.filter(
        region=asked.region,
        kind=document.kind,
        name=document.name,
        reason="UpdatedExternalResource",
        last_at__gte=since - timedelta(seconds=1),
    )
    updated = calls.order_by("-last_at").first()
    edited = before is not None and before.value.get("spec") != document.value.get("spec")
    return rules.Change(
        resizes=_resizes(request) and edited,
        seen_changing=document.label in request.seen_changing,
        quiet_seconds=(at - updated.last_at).total_seconds() if updated else 0.0,
    )


def _resizes(request: Request) -> bool:
    """Whether AWS has to be seen at work on it before it counts as done."""
    if request.action in {Action.RERENDER, Action.IMPROVE, Action.REVERT}:
        paths = (each["path"] for each in request.verdict.get("impacts", ()))
        return any(path and path[-1] in SIZES for path in paths)
    return request.action in RESIZES

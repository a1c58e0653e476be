"""Copy what the clusters show, and say when a merged request has become true."""

from datetime import datetime, timedelta

from django.db import transaction

from clark.flow import record
from clark.flow.copies import snapshot
from clark.flow.events import Action, Event, State, Wait
from clark.flow.provision import rules
from clark.manifests import Document, Unreadable, read
from clark.ports import Ports
from clark.store.models import Entry, LiveEvent, LiveObject, Region, Request

LOOK_AGAIN = 10.0


def watch(request: Request, _: Ports, at: datetime) -> Wait | None:
    """Move the request on once every resource it touches is as main says. Reads copies only."""
    region = Region.objects.filter(customer=request.customer, name=request.region).first()
    if region is None or region.observed_at is None:
        return Wait(f"{request.region} has not been seen yet.", "Clark team", LOOK_AGAIN)
    if region.silent_since:
        why = f"The cluster in {request.region} does not answer: {region.silence}"
        return Wait(why, "Clark team", LOOK_AGAIN)
    verdict = _removed(request, region) if _removes(request) else _reached(request, region, at)
    if verdict is not None:
        return verdict
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.MERGED:
            record.move(locked, Event.PROVISIONED, at=at)
    return None


# Private functions


def _removes(request: Request) -> bool:
    return all(text is None for text in request.files.values())


def _removed(request: Request, region: Region) -> Wait | None:
    for document in _documents(list(request.base_files.values())):
        live = _live(region, document)
        if live is not None:
            why = f"{document.label} is {'being deleted' if live.deleting else 'still there'}."
            return Wait(why, "AWS", LOOK_AGAIN)
    return None


def _reached(request: Request, region: Region, at: datetime) -> Wait | None:
    main = snapshot(request.customer, request.customer.gitops)
    texts = [main.texts.get(path, text) for path, text in request.files.items()]
    for each in region.broken:
        if each["path"] in request.files:
            why = f"{each['path']}, line {each['line']}: {each['reason']}"
            return Wait(why, "whoever changed the file", LOOK_AGAIN)
    for document in _documents(texts):
        step = rules.next_step(document, _seen(region, document), _change(request, region, at))
        if step.changing and not request.seen_changing:
            Request.objects.filter(pk=request.pk).update(seen_changing=True)
            request.seen_changing = True
        if not step.done:
            return Wait(step.why, step.who, step.seconds)
    return None


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


def _change(request: Request, region: Region, at: datetime) -> rules.Change:
    merged = Entry.objects.filter(request=request, event=Event.MERGED).last()
    since = merged.at if merged else request.updated_at
    updated = LiveEvent.objects.filter(
        region=region,
        name=request.service,
        reason="UpdatedExternalResource",
        last_at__gte=since - timedelta(seconds=1),
    ).last()
    return rules.Change(
        resizes=request.action in {Action.CLASS, Action.STORAGE, Action.NODES},
        seen_changing=request.seen_changing,
        quiet_seconds=(at - updated.last_at).total_seconds() if updated else 0.0,
    )

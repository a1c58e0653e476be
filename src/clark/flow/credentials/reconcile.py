"""Follow the credentials from the connection Secret to the application's namespace."""

from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.copies import snapshot
from clark.flow.events import Action, Event, State, Wait
from clark.flow.hops import Hop, hops
from clark.manifests import Unreadable, read
from clark.ports import Ports
from clark.store.models import LiveObject, Request


def deliver(request: Request, _: Ports, at: datetime) -> Wait | None:
    """Move on once every hop holds the credentials. Changes of a service leave them as they are."""
    said = "Stay the same"
    if request.action in {Action.CREATE, Action.REVERT}:
        trace = _trace(request)
        open_hop = next((hop for hop in trace if not hop.done), None)
        if open_hop is not None:
            return Wait(f"{open_hop.label}: {open_hop.reason}", open_hop.who)
        none = said if request.action == Action.REVERT else "None needed"
        said = f"{len(trace)} hops" if trace else none
    elif request.action == Action.DELETE:
        said = "Gone with the service"
    elif request.action == Action.ADOPT:
        said = "Stay with those who have them"
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.PROVISIONED:
            record.move(locked, Event.DELIVERED, at=at, said=said)
    return None


def _trace(request: Request) -> tuple[Hop, ...]:
    """The hops as main has them now: what was renamed or taken away since is not waited for."""
    found: list[Hop] = []
    main = snapshot(request.customer, request.customer.gitops)
    for path in request.files:
        text = main.texts.get(path)
        if not path.endswith("credentials.yaml") or not text:
            continue
        try:
            documents = read(text)
        except Unreadable:
            continue
        for document in documents:
            live = LiveObject.objects.filter(
                region__customer_id=request.customer_id,
                region__name=request.region,
                kind=document.kind,
                namespace=document.namespace,
                name=document.name,
            ).first()
            found.extend(hops(document, live.status if live else None))
    return tuple(found)

"""Services and regions as people see them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from clark.errors import NotFound
from clark.flow import copies, shown
from clark.flow.actions import actions
from clark.flow.cards import (
    BrokenFileCard,
    Delivery,
    Endpoint,
    LogLine,
    PartCard,
    RegionCard,
    ServicePage,
    ServiceRow,
    Snippet,
)
from clark.flow.connect import VARIABLES, binding, snippets
from clark.flow.deciding import customer_of
from clark.flow.events import ENDED, Action, Actor, Event
from clark.flow.hops import hops, moment
from clark.flow.inputs import PAGE, offset
from clark.flow.provision.inventory import (
    TONES,
    Part,
    Service,
    condition_of,
    inventory,
    read_live,
    read_part,
    row,
    sync_of,
)
from clark.flow.provision.practices import checklist_of, score_of
from clark.kinds import EXTERNAL_NAME, Health, Kind, endpoint, is_adopted, role, summary
from clark.manifests import Document, Unreadable, get, read
from clark.policy.radius import radius
from clark.store.models import Customer, Entry, LiveEvent, LiveObject, Region, Request

PASSED = "Normal before it was ready: its parts wait for each other. Nothing is left to do."
NOT_PLAYED = "Nothing listens there: the local platform has no load balancer behind the name."
PORTS = {
    "RDSInstance": 5432,
    "DBCluster": 5432,
    "ReplicationGroup": 6379,
}  # AWS's defaults where a file names none


def services(
    *,
    by: Actor,
    q: str = "",
    filters: Mapping[str, str] | None = None,
    page: int = 1,
) -> tuple[tuple[ServiceRow, ...], int]:
    """Services by name, and how many match. `filters`: name, region, environment, kind, health.

    Those whose name matches `q` come before those whose team or application does.
    """
    customer = customer_of(by.customer_id)
    main = copies.snapshot(customer, customer.gitops)
    there = inventory(customer, main)
    wanted = {key: value for key, value in (filters or {}).items() if value}
    matching = [
        (each, found)
        for each, found in zip(there.rows, there.services, strict=True)
        if (not q or q.lower() in f"{each.name} {each.team} {each.application}".lower())
        and all(getattr(each, key, "") == value for key, value in wanted.items())
    ]
    first = offset(page)
    ordered = sorted(
        matching, key=lambda each: (q.lower() not in each[0].name, each[0].name, each[0].region)
    )
    busy = _open_requests(customer)
    shown_rows = (
        replace(
            each,
            open_request=busy.get((each.region, each.name)),
            score=score_of(main, found),
        )
        for each, found in ordered[first : first + PAGE]
    )
    return tuple(shown_rows), len(matching)


def ailing(*, by: Actor) -> tuple[ServiceRow, ...]:
    """Every service that is not as it should be."""
    customer = customer_of(by.customer_id)
    rows = inventory(customer, copies.snapshot(customer, customer.gitops)).rows
    return tuple(each for each in rows if each.tone != "ok")


def service(*, by: Actor, region: str, name: str) -> ServicePage:
    """Everything about one service. Raises `NotFound`."""
    customer = customer_of(by.customer_id)
    main = copies.snapshot(customer, customer.gitops)
    found = inventory(customer, main).find(region, name)
    if found is None:
        raise NotFound(f"There is no service {name} in {region}.")
    return _page(customer, main, found)


def regions(*, by: Actor) -> tuple[RegionCard, ...]:
    """Each region with how many services it has and how its cluster is."""
    customer = customer_of(by.customer_id)
    rows = inventory(customer, copies.snapshot(customer, customer.gitops)).rows
    seen = {each.name: each for each in Region.objects.filter(customer=customer)}
    return tuple(_region(name, seen.get(name), rows) for name in customer.regions)


# Private functions


def _region(name: str, seen: Region | None, rows: tuple[ServiceRow, ...]) -> RegionCard:
    here = [each for each in rows if each.region == name]
    at = seen.observed_at if seen else None
    if seen is None or at is None:
        return RegionCard(name, len(here), "warn", "not seen yet", at)
    if seen.silent_since:
        return RegionCard(name, len(here), "bad", "no answer", at)
    ill = [each for each in here if each.tone == "bad" or each.health == "Unknown"]
    busy = [each for each in here if each.health in {"Progressing", "Missing"}]
    if ill:
        need = "needs" if len(ill) == 1 else "need"
        return RegionCard(name, len(here), "bad", f"{len(ill)} {need} attention", at)
    if busy:
        return RegionCard(name, len(here), "busy", f"{len(busy)} in progress", at)
    return RegionCard(name, len(here), "ok", f"{len(here)} ok", at)


def _open_requests(customer: Customer) -> dict[tuple[str, str], int]:
    rows = Request.objects.filter(customer=customer).exclude(state__in=ENDED)
    return {(each[0], each[1]): each[2] for each in rows.values_list("region", "service", "number")}


def _page(customer: Customer, main: copies.Snapshot, found: Service) -> ServicePage:
    history = _history(customer, found)
    latest = history[0] if history else None
    entries = list(Entry.objects.filter(request=latest).select_related("by")) if latest else []
    busy = latest.number if latest and latest.state not in ENDED else None
    health, why = condition_of(found)
    sync, drifted = sync_of(found)
    documents = _credentials(main, found)
    secret = next((each.name for each in documents if each.kind == "ExternalSecret"), "")
    kind = found.kind.kind if found.kind else ""
    elsewhere = is_adopted(found.value) and not documents
    return ServicePage(
        row=replace(row(found), open_request=busy, score=score_of(main, found)),
        steps=shown.steps(latest, entries) if latest else (),
        request=shown.row(latest) if latest else None,
        why=why,
        who=read_live(found).who if found.live and found.kind else "",
        sync_detail=_sync_words(sync, drifted, found),
        health_detail=health.value,
        drift=drifted,
        parts=_parts(found),
        endpoints=_endpoints(found),
        local=_local(found),
        deliveries=_deliveries(customer, found, documents),
        snippets=() if elsewhere else _snippets(found, secret or found.name),
        secret_name=secret,
        secret_keys=tuple(VARIABLES.get(kind, {}).values()),
        events=_events(found, _ready_at(history) if health is Health.HEALTHY else None),
        history=tuple(shown.row(each) for each in history),
        files=_files(main, found),
        actions=actions(kind, found.value) if _may_ask(customer, found) and not busy else (),
        broken=_broken(customer, found),
        copy=copies.age(customer, customer.gitops),
        observed_at=_observed_at(customer, found.region),
        login_elsewhere=elsewhere,
        practices=checklist_of(customer, main, found),
        radius=radius(main.texts, found.region, found.name),
    )


def _history(customer: Customer, found: Service) -> list[Request]:
    """Its last requests, the newest first."""
    about = Request.objects.filter(_about(found), customer=customer).select_related("author")
    return list(about.order_by("-number")[:20])


def _observed_at(customer: Customer, region: str) -> datetime | None:
    seen = Region.objects.filter(customer=customer, name=region)
    return seen.values_list("observed_at", flat=True).first()


def _about(found: Service) -> Q:
    """Requests of this service: its own, and those that adopted it together with others."""
    own = Q(region=found.region, service=found.name)
    together = Q(action=Action.ADOPT, files__has_key=found.path)
    return own | together if found.path else own


def _may_ask(customer: Customer, found: Service) -> bool:
    return found.document is not None and customer.state == Customer.State.READY


def _sync_words(sync: str, drifted: tuple[str, ...], found: Service) -> str:
    if sync == "Synced":
        return "The cluster holds what main says."
    if drifted:
        return f"The cluster differs from main in {', '.join(drifted)}."
    return found.flaw or "The cluster has not applied it yet."


def _endpoints(found: Service) -> tuple[Endpoint, ...]:
    live, kind = found.live, found.kind
    if live is None or kind is None:
        return ()
    if kind.kind == "NodeGroup":
        return tuple(_nodes(live))
    host = endpoint(kind, live.status, live.spec)
    if not host:
        return ()
    if kind.kind == "Bucket":
        return (Endpoint("Bucket", host),)
    if kind.kind == "LoadBalancer":
        note = NOT_PLAYED if settings.LOCAL else ""
        return (Endpoint("DNS name", host, note), *_listening(found))
    port = get(live.spec, ("forProvider", "port"), PORTS.get(kind.kind))
    reader = get(live.status, ("atProvider", "readerEndpoint"), "")
    readers = (Endpoint("For reading only", str(reader)),) if reader else ()
    return (Endpoint("Endpoint", host), *readers, Endpoint("Port", str(port)))


def _nodes(live: LiveObject) -> Iterator[Endpoint]:
    """Nothing connects to a node group: how many nodes it has, and of which kind."""
    asked = live.spec.get("forProvider") or {}
    sizes = asked.get("scalingConfig") or {}
    now = get(live.status, ("atProvider", "scalingConfig", "desiredSize"))
    if now is not None:
        yield Endpoint("Nodes", str(now), "As many as AWS keeps running.")
    yield Endpoint("At least, at most", f"{sizes.get('minSize')}, {sizes.get('maxSize')}")
    if types := asked.get("instanceTypes"):
        yield Endpoint("Instance types", ", ".join(map(str, types)))
    yield Endpoint("Capacity type", str(asked.get("capacityType") or "ON_DEMAND"))
    yield Endpoint("Cluster", str(asked.get("clusterName") or ""))


def _listening(found: Service) -> Iterator[Endpoint]:
    for part in found.parts:
        port = get(part.live.spec, ("forProvider", "port")) if part.live else None
        if part.kind.kind == "Listener" and port:
            yield Endpoint("Port", str(port))


def _snippets(found: Service, secret: str) -> tuple[Snippet, ...]:
    if found.kind is None or found.kind.kind != "LoadBalancer":
        return snippets(found.kind.kind if found.kind else "", found.value, secret)
    return tuple(
        binding(
            found.name,
            row(found).application or "default",
            get(part.live.spec, ("forProvider", "port"), ""),
            part.live.annotations[EXTERNAL_NAME],
        )
        for part in found.parts
        if part.kind.kind == "TargetGroup" and part.live and EXTERNAL_NAME in part.live.annotations
    )


def _parts(found: Service) -> tuple[PartCard, ...]:
    status = found.live.status if found.live else {}
    return tuple(_part(part, found.kind, status) for part in found.parts)


def _part(part: Part, main: Kind | None, status: Mapping[str, Any]) -> PartCard:
    said = read_part(part)
    live, spec = part.live, part.document.value.get("spec") if part.document else None
    external = live.annotations.get(EXTERNAL_NAME, part.name) if live else part.name
    return PartCard(
        name=part.name,
        word=part.kind.word,
        summary=summary(part.kind, spec or (live.spec if live else {})),
        role=role(main, status, external) if main else "",
        health=said.health.value,
        tone=TONES.get(said.health, "warn"),
        reason=said.reason,
    )


def _local(found: Service) -> Endpoint | None:
    address: Any = found.live.address if found.live else None
    if not address:
        return None
    if not address["host"]:
        return Endpoint("Local platform", address["engine"], address["note"])
    note = f"Really {address['engine']}: {address['note']}"
    return Endpoint("Local address", f"{address['host']}:{address['port']}", note)


def _credentials(main: copies.Snapshot, found: Service) -> tuple[Document, ...]:
    text = main.texts.get(found.path.replace("service.yaml", "credentials.yaml"), "")
    try:
        return read(text) if found.path and text else ()
    except Unreadable:  # named on the page as a broken file
        return ()


def _deliveries(
    customer: Customer, found: Service, documents: tuple[Document, ...]
) -> tuple[Delivery, ...]:
    trace: list[Delivery] = []
    seen = LiveObject.objects.filter(region__name=found.region, region__customer=customer)
    for document in documents:
        live = seen.filter(
            kind=document.kind, namespace=document.namespace, name=document.name
        ).first()
        trace += [
            Delivery(hop.label, hop.where, hop.done, hop.version, moment(hop.at), hop.reason)
            for hop in hops(document, live.status if live else None)
        ]
    return tuple(trace)


def _events(found: Service, ready_at: datetime | None) -> tuple[LogLine, ...]:
    """What the cluster said last. What it warned of before all was ready has passed."""
    if found.live is None:
        return ()
    names = (found.name, *(part.name for part in found.parts))
    rows = LiveEvent.objects.filter(region=found.live.region, name__in=names)
    return tuple(_event(each, found.name, ready_at) for each in rows.order_by("-last_at")[:30])


def _event(each: LiveEvent, service: str, ready_at: datetime | None) -> LogLine:
    kind = each.type.lower()
    passed = kind == "warning" and ready_at is not None and each.last_at <= ready_at
    part = each.name if each.name != service else ""
    said = ". ".join(filter(None, (part, PASSED if passed else "")))
    return LogLine(each.last_at, each.reason, each.message, said, "passed" if passed else kind)


def _ready_at(history: list[Request]) -> datetime | None:
    """When the last request that reached its end did."""
    ends = Entry.objects.filter(request__in=history, event=Event.NOTIFIED).order_by("-at")
    return ends.values_list("at", flat=True).first()


def _files(main: copies.Snapshot, found: Service) -> tuple[tuple[str, str], ...]:
    folder = found.path.rsplit("/", 1)[0] + "/" if found.path else ""
    if not folder:
        return ()
    return tuple((path, main.blobs[path]) for path in sorted(main.blobs) if path.startswith(folder))


def _broken(customer: Customer, found: Service) -> tuple[BrokenFileCard, ...]:
    seen = Region.objects.filter(customer=customer, name=found.region).first()
    folder = found.path.rsplit("/", 1)[0] + "/" if found.path else "-"
    return tuple(
        BrokenFileCard(customer.gitops, each["path"], each["line"], each["reason"])
        for each in (seen.broken if seen else [])
        if each["path"].startswith(folder)
    )

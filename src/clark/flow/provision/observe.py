"""Bring the copy of a region's live state up to date."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from clark.errors import TryLater
from clark.flow import record
from clark.flow.events import State
from clark.kinds import endpoint, find
from clark.ports import Cluster, LocalAddress, Observation
from clark.ports import LiveEvent as SeenEvent
from clark.ports import LiveObject as SeenObject
from clark.store.models import Customer, LiveEvent, LiveObject, Region, Request

WAITING = (State.MERGED, State.PROVISIONED)


def observe(customer: Customer, region_name: str, cluster: Cluster, at: datetime) -> None:
    """Look once. A cluster that does not answer is noted; what was seen before stays."""
    region, _ = Region.objects.get_or_create(customer=customer, name=region_name)
    try:
        seen = cluster.observe(region_name)
        addresses = cluster.addresses(region_name)
    except TryLater as error:
        _note_silence(region, str(error), at)
        return
    if _nothing_new(region, seen, addresses):
        mine = Region.objects.filter(pk=region.pk)
        mine.update(observed_at=at, silent_since=None, silence="")
        return
    with transaction.atomic():
        changed = _write_objects(region, seen, addresses, at)
        changed |= _write_events(region, seen.events)
        moved = region.commit != (seen.commit or "")
        _write_region(region, seen, at)
        if changed or moved:
            _hasten(region, None if moved else changed, at)
            names = (f"service/{region.name}/{name}" for name in sorted(changed))
            record.announce(customer.pk, "services", *names)
    _written[region.pk] = (seen, addresses)


# Private functions


def _nothing_new(region: Region, seen: Observation, addresses: Mapping[str, LocalAddress]) -> bool:
    """An adapter may return the very same observation while its cluster stands still."""
    written = _written.get(region.pk)
    return written is not None and written[0] is seen and written[1] == addresses


_written: dict[int, tuple[Observation, Mapping[str, LocalAddress]]] = {}


def _note_silence(region: Region, why: str, at: datetime) -> None:
    if region.silent_since is None:
        region.silent_since = at
        record.announce(region.customer_id, "services")
    region.silence = why[:300]
    region.save(update_fields=["silent_since", "silence"])


def _write_region(region: Region, seen: Observation, at: datetime) -> None:
    region.commit = seen.commit or ""
    region.broken = [asdict(each) for each in seen.broken]
    region.observed_at, region.silent_since, region.silence = at, None, ""
    region.save()


def _write_objects(
    region: Region, seen: Observation, addresses: Mapping[str, LocalAddress], at: datetime
) -> set[str]:
    """Write what differs. Returns the names of the services that changed."""
    known = {(row.kind, row.namespace, row.name): row for row in region.objects_seen.all()}
    changed: set[str] = set()
    for each in seen.objects:
        row = known.pop((each.kind, each.namespace, each.name), None)
        fields = _fields(each, addresses)
        if row is None:
            row = LiveObject(
                region=region, kind=each.kind, namespace=each.namespace, name=each.name
            )
        elif all(getattr(row, field) == value for field, value in fields.items()):
            continue
        for field, value in fields.items():
            setattr(row, field, value)
        row.changed_at = at
        row.save()
        changed.add(each.name)
    for gone in known.values():
        changed.add(gone.name)
        gone.delete()
    return changed


def _fields(seen: SeenObject, addresses: Mapping[str, LocalAddress]) -> dict[str, Any]:
    kind = find(seen.api_version, seen.kind)
    host = endpoint(kind, seen.status, seen.spec) if kind else None
    address = addresses.get(host or "")
    return {
        "api_version": seen.api_version,
        "uid": seen.uid,
        "generation": seen.generation,
        "spec": dict(seen.spec),
        "status": dict(seen.status),
        "annotations": dict(seen.annotations),
        "labels": dict(seen.labels),
        "deleting": seen.deleting,
        "created_at": seen.created_at,
        "address": asdict(address) if address else None,
    }


def _write_events(region: Region, events: Iterable[SeenEvent]) -> set[str]:
    known = dict(region.events_seen.values_list("key", "count"))
    fresh = [each for each in events if known.get(each.key) != each.count]
    for each in fresh:
        values = asdict(each)
        LiveEvent.objects.update_or_create(region=region, key=values.pop("key"), defaults=values)
    return {each.name for each in fresh}


def _hasten(region: Region, names: set[str] | None, at: datetime) -> None:
    """Let requests that wait for this look again now."""
    waiting = Request.objects.filter(
        customer_id=region.customer_id, region=region.name, state__in=WAITING
    )
    if names is not None:
        waiting = waiting.filter(service__in=names)
    waiting.update(due_at=at)

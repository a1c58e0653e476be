"""Bring the copy of a region's live state up to date."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from clark.errors import TryLater
from clark.flow import record
from clark.flow.events import Action, State
from clark.kinds import endpoint, find
from clark.ports import Cluster, LocalAddress, Observation
from clark.ports import LiveEvent as SeenEvent
from clark.ports import LiveObject as SeenObject
from clark.store.models import Customer, LiveEvent, LiveObject, Region, Request

WAITING = (State.MERGED, State.PROVISIONED)
# What Clark reads of an object. Others, as kubectl's, may repeat a whole manifest.
ANNOTATIONS = ("crossplane.io/", "clark.dev/")
SECRET = re.compile(r"(password|passwd|auth_?token|secret_?key|private_?key)$", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What a cluster showed at one moment."""

    seen: Observation
    addresses: Mapping[str, LocalAddress]

    @property
    def broken(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.seen.broken]


def look(cluster: Cluster, region_name: str) -> Look:
    """Raises `TryLater`."""
    return Look(cluster.observe(region_name), cluster.addresses(region_name))


def observe(customer: Customer, region_name: str, cluster: Cluster, at: datetime) -> None:
    """Look once. A cluster that does not answer is noted; what was seen before stays."""
    region, _ = Region.objects.get_or_create(customer=customer, name=region_name)
    try:
        found = look(cluster, region_name)
    except TryLater as error:
        _note_silence(region, str(error), at)
        return
    if _nothing_new(region, found):
        mine = Region.objects.filter(pk=region.pk)
        mine.update(observed_at=at, silent_since=None, silence="")
        return
    write(region, found, at)


def write(region: Region, found: Look, at: datetime) -> None:
    """Keep what a cluster showed, in one transaction without a call to anybody.

    Nothing where the row has gone since it was read: a rebuild has made another one, and newer.
    """
    with transaction.atomic():
        if not Region.objects.select_for_update(no_key=True).filter(pk=region.pk).exists():
            return
        changed = _write_objects(region, found, at)
        changed |= _write_events(region, found.seen.events)
        moved = region.commit != (found.seen.commit or "")
        broken = region.broken != found.broken
        _write_region(region, found, at, changed=bool(changed or moved or broken))
        if changed or moved or broken:
            _hasten(region, None if moved else changed, at)
            names = (f"service/{region.name}/{name}" for name in sorted(changed))
            record.announce(region.customer_id, "services", *names)
    _written[region.customer_id, region.name] = (region.pk, found)


def rows(region: Region, found: Look, at: datetime) -> tuple[LiveObject, ...]:
    """The objects as they would be written, and are not."""
    return tuple(
        _made(region, key, _fields(each, found.addresses), at)
        for key, each in _shown(found.seen).items()
    )


# Private functions


def _nothing_new(region: Region, found: Look) -> bool:
    """An adapter may return the very same observation while its cluster stands still."""
    pk, last = _written.get((region.customer_id, region.name), (None, None))
    same = last is not None and last.seen is found.seen and last.addresses == found.addresses
    return same and pk == region.pk


# By customer and region, with the row it was written to: a rebuilt region is another row, and the
# observation of the one before it is let go.
_written: dict[tuple[int, str], tuple[int, Look]] = {}
Key = tuple[str, str, str, str]


def _note_silence(region: Region, why: str, at: datetime) -> None:
    if region.silent_since is None:
        region.silent_since = at
        record.announce(region.customer_id, "services")
    mine = Region.objects.filter(pk=region.pk)
    mine.update(silent_since=region.silent_since, silence=why[:300])


def _write_region(region: Region, found: Look, at: datetime, *, changed: bool) -> None:
    region.revision += changed
    region.commit = found.seen.commit or ""
    region.broken = found.broken
    region.observed_at, region.silent_since, region.silence = at, None, ""
    region.save(force_update=True)


def _shown(seen: Observation) -> dict[Key, SeenObject]:
    return {
        (each.api_version, each.kind, each.namespace, each.name): each
        for each in seen.objects
        if each.kind != "Secret"  # an adapter must not send one; none is kept in any case
    }


def _made(region: Region, key: Key, fields: Mapping[str, Any], at: datetime) -> LiveObject:
    api_version, kind, namespace, name = key
    return LiveObject(
        region=region,
        api_version=api_version,
        kind=kind,
        namespace=namespace,
        name=name,
        changed_at=at,
        **fields,
    )


def _write_objects(region: Region, found: Look, at: datetime) -> set[str]:
    """Write what differs. Returns the names of the services that changed."""
    known = {
        (row.api_version, row.kind, row.namespace, row.name): row
        for row in region.objects_seen.all()
    }
    changed: set[str] = set()
    for key, each in _shown(found.seen).items():
        row = known.pop(key, None)
        fields = _fields(each, found.addresses)
        if row is None:
            row = _made(region, key, fields, at)
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
    address = addresses.get(host or f"{seen.kind}/{seen.name}")
    return {
        "uid": seen.uid,
        "generation": seen.generation,
        "spec": kept(seen.spec) if kind else {},
        "status": kept(seen.status),
        "annotations": {
            key: value for key, value in seen.annotations.items() if key.startswith(ANNOTATIONS)
        },
        "labels": kept(seen.labels),
        "deleting": seen.deleting,
        "created_at": seen.created_at,
        "address": asdict(address) if address else None,
    }


def kept(value: Any) -> Any:
    """What of a cluster's answer may enter the database: no value under a secret's name, no NUL.

    Crossplane's and External Secrets' manifests name Secrets and hold no values. This holds where
    a customer's own manifest does otherwise. A switch, as autogeneratePassword, is no value.
    """
    if isinstance(value, Mapping):
        return {
            key: kept(each)
            for key, each in value.items()
            if isinstance(each, Mapping | list | bool) or not SECRET.search(str(key))
        }
    if isinstance(value, list | tuple):
        return [kept(each) for each in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _write_events(region: Region, events: Iterable[SeenEvent]) -> set[str]:
    known = dict(region.events_seen.values_list("key", "count"))
    fresh = [each for each in events if known.get(each.key) != each.count]
    for each in fresh:
        values = kept(asdict(each))
        LiveEvent.objects.update_or_create(region=region, key=values.pop("key"), defaults=values)
    return {each.name for each in fresh}


def _hasten(region: Region, names: set[str] | None, at: datetime) -> None:
    """Let requests that wait for this look again now."""
    waiting = Request.objects.filter(
        customer_id=region.customer_id, region=region.name, state__in=WAITING
    )
    if names is not None:
        waiting = waiting.filter(Q(service__in=names) | Q(action=Action.ADOPT))
    waiting.update(due_at=at)

"""Services, from what main says and what the clusters show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from clark.flow.cards import ServiceRow
from clark.flow.copies import Snapshot
from clark.flow.newest import Newest
from clark.kinds import KINDS, Health, Kind, Reading, drift, find, reading, summary
from clark.manifests import Document, Unreadable, get, read, show_path
from clark.store.models import Customer, LiveObject, Region

# By region: the files that its cluster could not read, as {path, line, reason}.
Broken = Mapping[str, Sequence[Mapping[str, Any]]]
TONES = {
    Health.HEALTHY: "ok",
    Health.PROGRESSING: "busy",
    Health.DEGRADED: "bad",
    Health.MISSING: "busy",
}


@dataclass(frozen=True)
class Part:
    """An object of a service beside its main one. Without `document` it is not in Git any more."""

    kind: Kind
    name: str
    document: Document | None
    live: LiveObject | None


@dataclass(frozen=True)
class Service:
    """A managed resource with its parts, as the page needs it. Without `document` its file cannot
    be read."""

    name: str
    region: str
    environment: str
    path: str
    kind: Kind | None
    document: Document | None
    live: LiveObject | None
    flaw: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def value(self) -> Mapping[str, Any]:
        return self.document.value if self.document else {}

    @property
    def labels(self) -> Mapping[str, Any]:
        found = get(self.value, ("metadata", "labels"), None) or (
            self.live.labels if self.live else {}
        )
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True)
class Inventory:
    """All services of a customer, and in the same order how each looks in a list."""

    services: tuple[Service, ...]
    rows: tuple[ServiceRow, ...]

    def find(self, region: str, name: str) -> Service | None:
        same = (each for each in self.services if (each.region, each.name) == (region, name))
        return next(same, None)


def inventory(customer: Customer, main: Snapshot) -> Inventory:
    """Every service of main; then what lives in a cluster and is not in main (any more).

    Worked out once for each state of main and of the clusters: every page asks for it.
    """
    seen = Region.objects.filter(customer=customer).order_by("name")
    regions = tuple(seen.values_list("name", "revision"))
    return _inventories(customer.pk, (main, regions), partial(_inventory, customer.pk, main))


def worked_out(main: Snapshot, broken: Broken, objects: Iterable[LiveObject]) -> Inventory:
    """The same, of what is given: of main, of what each region's cluster could not read, and of
    the objects in all of them. No table is asked."""
    services = tuple(_services(main, broken, objects))
    return Inventory(services, tuple(row(each) for each in services))


def row(service: Service) -> ServiceRow:
    live, kind = service.live, service.kind
    health, reason = condition_of(service)
    spec = service.value.get("spec") or (live.spec if live else {})
    return ServiceRow(
        name=service.name,
        kind=kind.kind if kind else "",
        icon=kind.icon if kind else "file-x",
        word=kind.word if kind else "Unreadable file",
        summary=_summary(kind, service, spec) if kind else service.flaw,
        region=service.region,
        environment=service.environment,
        team=str(service.labels.get("clark.dev/team", "")),
        application=str(service.labels.get("clark.dev/application", "")),
        sync=sync_of(service)[0],
        health=health.value,
        tone="bad" if service.flaw else TONES.get(health, "warn"),
        reason=service.flaw or reason,
        open_request=None,
    )


def condition_of(service: Service) -> tuple[Health, str]:
    """Health as Argo CD names it, and why it is not healthy."""
    if service.live is None or service.kind is None:
        return (Health.MISSING if service.kind else Health.UNKNOWN), service.flaw
    said = read_live(service)
    return said.health, said.reason


def read_live(service: Service) -> Reading:
    """How it is: as its main object, and where that is well, as its first part that is not."""
    if service.live is None or service.kind is None:
        return Reading(False, Health.MISSING, False, service.flaw, "")
    main = _read(service.kind, service.live)
    if main.health is not Health.HEALTHY or service.live.deleting:
        return main
    for part in service.parts:
        said = read_part(part)
        if said.health is not Health.HEALTHY:
            return replace(said, reason=f"{part.name}: {said.reason}")
    return main


def read_part(part: Part) -> Reading:
    if part.live is None:
        why = "The GitOps engine has not applied it yet."
        return Reading(False, Health.PROGRESSING, False, why, "Clark")
    said = _read(part.kind, part.live)
    if part.document is None and not part.live.deleting:
        return replace(said, health=Health.DEGRADED, reason="It is not in Git.", who="Clark team")
    return said


def sync_of(service: Service) -> tuple[str, tuple[str, ...]]:
    """Does the cluster hold what main says? With the paths that differ."""
    if service.flaw or service.kind is None or service.document is None:
        return ("OutOfSync" if service.live and not service.path else "Unknown"), ()
    if service.live is None:
        return "OutOfSync", ()
    differing = [show_path(each) for each in drift(service.kind, service.value, service.live.spec)]
    for part in service.parts:
        if part.document is None or part.live is None:
            differing.append(part.name)
        else:
            paths = drift(part.kind, part.document.value, part.live.spec)
            differing += [f"{part.name}: {show_path(each)}" for each in paths]
    return ("OutOfSync" if differing else "Synced"), tuple(differing)


def documents(text: str) -> tuple[Document, ...]:
    """What a file holds; nothing where it cannot be read, which its service says already."""
    try:
        return _read_text(text)
    except Unreadable:
        return ()


# Private functions


SERVICES = 20_000  # of all customers: 100 with 200 each, at 10 to 20 KB a service
_inventories = Newest[Inventory](SERVICES, lambda found: len(found.services))


def _inventory(customer_id: int, main: Snapshot) -> Inventory:
    regions = Region.objects.filter(customer_id=customer_id)
    kinds = {kind.kind for kind in KINDS}  # the many deliveries of secrets are left out
    rows = LiveObject.objects.filter(region__customer_id=customer_id, kind__in=kinds)
    broken = dict(regions.values_list("name", "broken"))
    return worked_out(main, broken, rows.select_related("region"))


def _services(
    main: Snapshot, broken_files: Broken, objects: Iterable[LiveObject]
) -> Iterator[Service]:
    broken = {
        (region, each["path"]): _flaw(each)
        for region, files in broken_files.items()
        for each in files
    }
    lives = _lives(objects)
    parts = _live_parts(lives)
    for path in sorted({*main.texts, *main.unreadable}):
        where = path.split("/")
        if len(where) == 5 and where[0] == "regions" and where[4] == "service.yaml":
            flaw = main.unreadable.get(path) or broken.get((where[1], path), "")
            same = lives.pop((where[1], where[3]), [])
            found = _service(path, main.texts.get(path), flaw, same)
            yield replace(found, parts=_parts(found, main.texts.get(path), parts))
            yield from (_stray(each) for each in same if each is not found.live)
    for live in (each for rest in (*lives.values(), *parts.values()) for each in rest):
        yield _stray(live)


Lives = dict[tuple[str, str], list[LiveObject]]


def _lives(objects: Iterable[LiveObject]) -> Lives:
    """Managed resources by region and name."""
    found: Lives = {}
    for live in objects:
        if find(live.api_version, live.kind):
            found.setdefault((live.region.name, live.name), []).append(live)
    return found


def _live_parts(lives: Lives) -> Lives:
    """Parts taken out of `lives`, by region and the name of their service."""
    found: Lives = {}
    for key, same in list(lives.items()):
        mine = [each for each in same if _part_of(each)]
        if mine:
            found.setdefault((key[0], key[1].rpartition("-")[0]), []).extend(mine)
            lives[key] = [each for each in same if each not in mine]
    return found


def _part_of(live: LiveObject) -> str:
    kind = find(live.api_version, live.kind)
    return kind.part_of if kind else ""


def _parts(service: Service, text: str | None, lives: Lives) -> tuple[Part, ...]:
    """What its file has beside the main object, then what only the cluster still has."""
    if service.kind is None:
        return ()
    key = (service.region, service.name)
    seen = {(each.kind, each.name): each for each in lives.get(key, ())}
    found = [
        Part(kind, document.name, document, seen.pop((kind.kind, document.name), None))
        for document in documents(text or "")
        if (kind := find(document.api_version, document.kind)) and kind.part_of == service.kind.kind
    ]
    for named, live in list(seen.items()):
        kind = find(live.api_version, live.kind)
        if kind and kind.part_of == service.kind.kind:
            found.append(Part(kind, live.name, None, seen.pop(named)))
    lives[key] = list(seen.values())
    return tuple(found)


def _service(path: str, text: str | None, flaw: str, same: list[LiveObject]) -> Service:
    """`same` are the cluster's resources of this name. Usually there is one."""
    _, region, environment, name, _ = path.split("/")
    document, unread = (None, "") if text is None else _main_document(text, name)
    kind = find(document.api_version, document.kind) if document else None
    live = next((each for each in same if kind and each.kind == kind.kind), None)
    live = live or next(iter(same), None)
    if kind is None and live is not None:
        kind = find(live.api_version, live.kind)
    return Service(name, region, environment, path, kind, document, live, flaw or unread)


def _stray(live: LiveObject) -> Service:
    environment = live.labels.get("clark.dev/environment", "")
    kind = find(live.api_version, live.kind)
    return Service(
        live.name, live.region.name, environment, "", kind, None, live, "It is not in Git."
    )


def _read(kind: Kind, live: LiveObject) -> Reading:
    paused = live.annotations.get("crossplane.io/paused") == "true"
    return reading(kind, live.spec, live.status, paused=paused, deleting=live.deleting)


def _summary(kind: Kind, service: Service, spec: Mapping[str, Any]) -> str:
    """The main object in one line, and its parts counted: Aurora PostgreSQL · 2 × db.r6g.large."""
    said = Counter(
        summary(part.kind, part.document.value.get("spec") or {})
        for part in service.parts
        if part.document
    )
    counted = [f"{count} × {each}" if count > 1 else each for each, count in said.items()]
    return " · ".join([summary(kind, spec), *counted])


def _flaw(broken: Mapping[str, Any]) -> str:
    return f"Line {broken['line']}: {broken['reason']}"


def _main_document(text: str, name: str) -> tuple[Document | None, str]:
    """The managed resource that gives the directory its name, or why there is none."""
    try:
        known = [each for each in _read_text(text) if find(each.api_version, each.kind)]
    except Unreadable as error:
        first = error.refusals[0]
        return None, f"Line {first.line}: {first.reason}"
    named = [each for each in known if each.name == name] or known
    return (named[0], "") if named else (None, "No kind that Clark knows.")


@lru_cache(maxsize=20_000)
def _read_text(text: str) -> tuple[Document, ...]:
    return read(text)

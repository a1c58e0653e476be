"""Services, from what main says and what the clusters show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clark.flow.cards import ServiceRow
from clark.flow.copies import Snapshot
from clark.kinds import Health, Kind, Reading, drift, find, reading, summary
from clark.manifests import Document, Unreadable, get, read, show_path
from clark.store.models import Customer, LiveObject, Region

TONES = {
    Health.HEALTHY: "ok",
    Health.PROGRESSING: "busy",
    Health.DEGRADED: "bad",
    Health.MISSING: "busy",
}


@dataclass(frozen=True)
class Service:
    """One managed resource as the page needs it. Without `document` its file cannot be read."""

    name: str
    region: str
    environment: str
    path: str
    kind: Kind | None
    document: Document | None
    live: LiveObject | None
    flaw: str = ""

    @property
    def value(self) -> Mapping[str, Any]:
        return self.document.value if self.document else {}

    @property
    def labels(self) -> Mapping[str, Any]:
        found = get(self.value, ("metadata", "labels"), None) or (
            self.live.labels if self.live else {}
        )
        return found if isinstance(found, Mapping) else {}


def inventory(customer: Customer, main: Snapshot) -> Iterator[Service]:
    """Every service of main; then what lives in a cluster and is not in main (any more)."""
    regions = {each.name: each for each in Region.objects.filter(customer=customer)}
    lives = {
        (row.region.name, row.kind, row.name): row
        for row in LiveObject.objects.filter(region__in=regions.values()).select_related("region")
        if find(row.api_version, row.kind)
    }
    for path, text in sorted({**main.texts, **dict.fromkeys(main.unreadable, "")}.items()):
        parts = path.split("/")
        if len(parts) == 5 and parts[0] == "regions" and parts[4] == "service.yaml":
            yield _service(path, text, main.unreadable.get(path, ""), lives, regions)
    for (region, kind, name), live in lives.items():
        environment = live.labels.get("clark.dev/environment", "")
        known = find(live.api_version, kind)
        yield Service(name, region, environment, "", known, None, live, "It is not in Git.")


def row(service: Service, open_request: int | None) -> ServiceRow:
    live, kind = service.live, service.kind
    health, reason = condition_of(service)
    spec = service.value.get("spec") or (live.spec if live else {})
    return ServiceRow(
        name=service.name,
        kind=kind.kind if kind else "",
        icon=kind.icon if kind else "file-x",
        word=kind.word if kind else "Unreadable file",
        summary=summary(kind, spec) if kind else service.flaw,
        region=service.region,
        environment=service.environment,
        team=str(service.labels.get("clark.dev/team", "")),
        application=str(service.labels.get("clark.dev/application", "")),
        sync=sync_of(service)[0],
        health=health.value,
        tone=TONES.get(health, "warn"),
        reason=reason,
        open_request=open_request,
    )


def condition_of(service: Service) -> tuple[Health, str]:
    """Health as Argo CD names it, and why it is not healthy."""
    if service.live is None or service.kind is None:
        return (Health.MISSING if service.kind else Health.UNKNOWN), service.flaw
    said = read_live(service)
    return said.health, said.reason


def read_live(service: Service) -> Reading:
    live, kind = service.live, service.kind
    if live is None or kind is None:
        return Reading(False, Health.MISSING, False, service.flaw, "")
    paused = live.annotations.get("crossplane.io/paused") == "true"
    return reading(kind, live.spec, live.status, paused=paused, deleting=live.deleting)


def sync_of(service: Service) -> tuple[str, tuple[str, ...]]:
    """Does the cluster hold what main says? With the paths that differ."""
    if service.flaw or service.kind is None or service.document is None:
        return ("OutOfSync" if service.live and not service.path else "Unknown"), ()
    if service.live is None:
        return "OutOfSync", ()
    live = {"spec": service.live.spec}
    differing = drift(service.kind, service.value, live["spec"])
    return ("OutOfSync" if differing else "Synced"), tuple(show_path(each) for each in differing)


# Private functions


def _service(
    path: str,
    text: str,
    unreadable: str,
    lives: dict[tuple[str, str, str], LiveObject],
    regions: Mapping[str, Region],
) -> Service:
    _, region, environment, name, _ = path.split("/")
    document, flaw = (None, unreadable) if unreadable else _main_document(text, name)
    skipped = regions[region].broken if region in regions else []
    flaw = flaw or next((_flaw(each) for each in skipped if each["path"] == path), "")
    kind = find(document.api_version, document.kind) if document else None
    keys = [key for key in lives if key[0] == region and key[2] == name]
    live = lives.pop(keys[0]) if keys else None
    if kind is None and live is not None:
        kind = find(live.api_version, live.kind)
    return Service(name, region, environment, path, kind, document, live, flaw)


def _flaw(broken: Mapping[str, Any]) -> str:
    return f"Line {broken['line']}: {broken['reason']}"


@lru_cache(maxsize=20_000)
def _main_document(text: str, name: str) -> tuple[Document | None, str]:
    """The managed resource that gives the directory its name, or why there is none."""
    try:
        documents = read(text)
    except Unreadable as error:
        first = error.refusals[0]
        return None, f"Line {first.line}: {first.reason}"
    known = [each for each in documents if find(each.api_version, each.kind)]
    named = [each for each in known if each.name == name] or known
    return (named[0], "") if named else (None, "No kind that Clark knows.")

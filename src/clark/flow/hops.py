"""The hops of a credential, by version id and never by value. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clark.manifests import Document, get
from clark.ports import condition


@dataclass(frozen=True)
class Hop:
    """One step of the way. `who` must act while it is not done; `at` is ISO 8601 or empty."""

    label: str
    where: str
    done: bool
    version: str
    at: str
    reason: str = ""
    who: str = "Clark team"


def hops(document: Document, status: Mapping[str, Any] | None) -> Iterator[Hop]:
    """What a PushSecret or ExternalSecret says of its hop."""
    ready = condition(status or {}, "Ready")
    done = ready.get("status") == "True"
    reason = "" if done else str(ready.get("message") or "not there yet")
    version = next(iter((status or {}).get("syncedVersionIds", {}).values()), "")
    at = str(ready.get("lastTransitionTime", ""))
    if document.kind == "PushSecret":
        where = str(get(document.value, ("spec", "data", 0, "match", "remoteRef", "remoteKey"), ""))
        yield Hop("Secrets Manager", where, done, version, at, reason)
    elif document.kind == "ExternalSecret":
        name = get(document.value, ("spec", "target", "name"), document.name)
        where = f"{document.namespace}/{name}"
        yield Hop("Secret in the application's namespace", where, done, version, at, reason)


def moment(text: str) -> datetime | None:
    """A Kubernetes time, or None."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None

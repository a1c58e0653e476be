"""What the cluster holds: objects, events, Secrets. Its etcd.

SQLite with full synchronisation is the file: every change is one transaction that is on the disk
before the call returns, so a `kill -9` loses nothing that was said. The file is readable by its
owner only, because generated passwords are in it (the cloud's own files, as a cluster's etcd).
"""

import copy
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clark.local.controlplane.objects import Key, Resource, Secret, now, parse_time
from clark.ports.cluster import LiveEvent

EVENT_LIFE = timedelta(hours=1)  # kube-apiserver --event-ttl
DEFAULT_NAMESPACE = "default"  # where events of cluster-scoped objects land

SCHEMA = """
create table if not exists objects (key text primary key, value text not null);
create table if not exists secrets (
  namespace text, name text, owner text, data text not null, primary key (namespace, name));
create table if not exists passwords (owner text primary key, value text not null);
create table if not exists events (
  key text primary key, value text not null, last_at text not null);
create table if not exists facts (name text primary key, value text not null);
"""


@dataclass(frozen=True)
class Said:
    """An event to record."""

    type: str
    reason: str
    message: str


class State:
    """Safe to use from several threads. Objects handed out are copies."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
        path = directory / "state.sqlite3"
        path.touch(mode=0o600)
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = full")
        self._database.executescript(SCHEMA)
        self._lock = threading.RLock()
        self._depth = 0
        self._objects = {one.key: one for one in self._load()}
        self.revision = 0
        self.on_secret: Callable[[str, str], None] = lambda _namespace, _name: None

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing on the disk. May be nested."""
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._database.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._database.execute("rollback")
                    self._objects = {one.key: one for one in self._load()}
                raise
            else:
                if self._depth == 1:
                    self._database.execute("commit")
                    self.revision += 1
            finally:
                self._depth -= 1

    @contextmanager
    def still(self) -> Iterator[int]:
        """Nothing changes meanwhile. Yields the revision: the number of changes so far."""
        with self._lock:
            yield self.revision

    # Objects

    def get(self, key: Key) -> Resource | None:
        with self._lock:
            return copy.deepcopy(self._objects.get(key))

    def objects(self) -> list[Resource]:
        """All of them; not to be changed."""
        with self._lock:
            return list(self._objects.values())

    def put(self, resource: Resource) -> None:
        with self.transaction():
            self._database.execute(
                "insert or replace into objects values (?, ?)",
                (_row(resource.key), json.dumps(resource.to_json())),
            )
            self._objects[resource.key] = copy.deepcopy(resource)

    def change(
        self, key: Key, edit: Callable[[Resource], None], generation: int | None = None
    ) -> Resource | None:
        """Apply an edit to the newest version. A spec that differs after it is a new generation.

        None, and no change, when the object is gone or is not at the given generation any more.
        """
        with self._lock:
            old = self._objects.get(key)
            if old is None or generation not in (None, old.generation):
                return None
            new = copy.deepcopy(old)
            edit(new)
            if new.spec != old.spec:
                new.generation += 1
            if new != old:
                self.put(new)
            return new

    def remove(self, key: Key) -> None:
        """Remove the object with the Secrets and the password it owns."""
        with self.transaction():
            gone = self._objects.pop(key, None)
            self._database.execute("delete from objects where key = ?", (_row(key),))
            if gone is not None:
                self._database.execute("delete from secrets where owner = ?", (gone.uid,))
                self._database.execute("delete from passwords where owner = ?", (gone.uid,))

    # Secrets

    def secret(self, namespace: str, name: str) -> Secret | None:
        query = "select owner, data from secrets where namespace = ? and name = ?"
        with self._lock:
            row = self._database.execute(query, (namespace, name)).fetchone()
        return Secret(namespace, name, row[0], json.loads(row[1])) if row else None

    def write_secret(self, secret: Secret) -> None:
        """Store it if it differs, and tell whoever watches."""
        with self._lock:
            if self.secret(secret.namespace, secret.name) == secret:
                return
            with self.transaction():
                self._database.execute(
                    "insert or replace into secrets values (?, ?, ?, ?)",
                    (secret.namespace, secret.name, secret.owner, json.dumps(dict(secret.data))),
                )
        self.on_secret(secret.namespace, secret.name)

    def password(self, owner: str) -> str | None:
        """The password that was generated for this object, if one was."""
        with self._lock:
            query = "select value from passwords where owner = ?"
            row = self._database.execute(query, (owner,)).fetchone()
        return row[0] if row else None

    def keep_password(self, owner: str, value: str) -> None:
        with self.transaction():
            self._database.execute("insert into passwords values (?, ?)", (owner, value))

    # Events

    def record(self, resource: Resource, said: Said) -> None:
        """A new event, or one more of an old one with the same words."""
        key = _event_key(resource, said)
        with self.transaction():
            row = self._database.execute(
                "select value from events where key = ?", (key,)
            ).fetchone()
            at = now()
            event = json.loads(row[0]) if row else _new_event(resource, said, at)
            event |= {"count": event["count"] + 1, "last_at": at}
            self._database.execute(
                "insert or replace into events values (?, ?, ?)", (key, json.dumps(event), at)
            )

    def events(self) -> list[LiveEvent]:
        """The events of the last hour, oldest first."""
        oldest = datetime.now(UTC) - EVENT_LIFE
        with self._lock:
            rows = self._database.execute(
                "select key, value from events order by last_at"
            ).fetchall()
        found = (_live_event(key, json.loads(value)) for key, value in rows)
        return [event for event in found if event.last_at >= oldest]

    def forget_old_events(self) -> None:
        oldest = (datetime.now(UTC) - EVENT_LIFE).isoformat()
        with self.transaction():
            self._database.execute("delete from events where last_at < ?", (oldest,))

    # Facts: what the GitOps engine remembers

    def fact(self, name: str, default: Any = None) -> Any:
        with self._lock:
            row = self._database.execute(
                "select value from facts where name = ?", (name,)
            ).fetchone()
        return json.loads(row[0]) if row else default

    def remember(self, name: str, value: Any) -> None:
        """Store a JSON value under a name, if it differs."""
        if self.fact(name) == value:
            return
        with self.transaction():
            self._database.execute(
                "insert or replace into facts values (?, ?)", (name, json.dumps(value))
            )

    def _load(self) -> Iterable[Resource]:
        for (value,) in self._database.execute("select value from objects").fetchall():
            yield Resource(**json.loads(value))


# Private functions


def _row(key: Key) -> str:
    return "|".join((key.group, key.kind, key.namespace, key.name))


def _event_key(resource: Resource, said: Said) -> str:
    words = "|".join((resource.uid, said.type, said.reason, said.message))
    return f"{resource.name}.{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _new_event(resource: Resource, said: Said, at: str) -> dict[str, Any]:
    return {
        "kind": resource.kind,
        "name": resource.name,
        "namespace": resource.namespace or DEFAULT_NAMESPACE,
        "type": said.type,
        "reason": said.reason,
        "message": said.message,
        "count": 0,
        "first_at": at,
    }


def _live_event(key: str, value: Mapping[str, Any]) -> LiveEvent:
    times = {name: parse_time(value[name]) for name in ("first_at", "last_at")}
    return LiveEvent(**{**value, **times, "key": key})

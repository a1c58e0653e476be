"""What the data plane remembers of its engines: ports, owners, names. Never a master password."""

import json
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from clark.errors import Refused
from clark.local import atomic

REGION = re.compile(r"[a-z]{2}-[a-z]+-\d")
NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
POSTGRES = ("postgres", "aurora")  # a database of its own, and one that stands for a cluster
ENGINES = (*POSTGRES, "redis")


@dataclass(frozen=True)
class Key:
    """Which engine: kind, AWS region, identifier of the DB instance, cluster or replication
    group."""

    engine: str
    region: str
    name: str

    def __str__(self) -> str:
        return f"{self.engine}/{self.region}/{self.name}"


def parse_key(engine: str, region: str, name: str) -> Key:
    """Raises `Refused`. The parts become folder names, so nothing unusual is let through."""
    if engine not in ENGINES or not REGION.fullmatch(region) or not NAME.fullmatch(name):
        raise Refused(f"{engine}/{region}/{name} names no engine.")
    return Key(engine, region, name)


@dataclass
class Record:
    """One engine. `hosts` are the AWS-shaped names that stand for it."""

    key: Key
    port: int
    username: str = ""
    database: str = ""
    hosts: list[str] = field(default_factory=list)
    stopped: bool = False


class Records:
    """The file `engines.json`, written before any change is answered."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._records: dict[Key, Record] = {}
        self.superuser_password = secrets.token_urlsafe(24)
        if path.exists():
            self._load()
        else:
            self._save()

    def __iter__(self) -> Iterator[Record]:
        with self._lock:
            return iter(list(self._records.values()))

    def get(self, key: Key) -> Record | None:
        return self._records.get(key)

    def put(self, record: Record) -> None:
        with self._lock:
            self._records[record.key] = record
            self._save()

    def remove(self, key: Key) -> None:
        with self._lock:
            if self._records.pop(key, None) is not None:
                self._save()

    def ports(self) -> set[int]:
        return {record.port for record in self}

    def _load(self) -> None:
        state = json.loads(self._path.read_text())
        self.superuser_password = state["superuser_password"]
        for one in state["engines"]:
            record = Record(**{**one, "key": Key(**one["key"])})
            self._records[record.key] = record

    def _save(self) -> None:
        engines = [asdict(record) for record in self._records.values()]
        state = {"superuser_password": self.superuser_password, "engines": engines}
        atomic.write(self._path, json.dumps(state).encode())

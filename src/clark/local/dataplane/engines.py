"""All engines of the data plane: made, started, interrupted, copied, deleted. Safe to repeat."""

import logging
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from clark.errors import ClarkError, NotFound, Refused
from clark.local.dataplane import ports, postgres_engine, redis_engine
from clark.local.dataplane.records import POSTGRES, Key, Record, Records
from clark.local.postgres import Server
from clark.local.process import stop_all

log = logging.getLogger("clark.dataplane")

AT_ONCE = 2  # engines started at the same time after a restart
CHECK = 1.0  # seconds between two looks at whether all engines run
STOP_WITHIN = 1.0  # seconds; then the rest are killed, which loses nothing

Engine = Server | redis_engine.RedisServer


@dataclass(frozen=True)
class Login:
    """Who may log in. PostgreSQL has a master and a database, Redis has tokens or is open."""

    username: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    tokens: tuple[str, ...] = field(default=(), repr=False)
    hosts: tuple[str, ...] = ()


class Engines:
    """Engines with their files under `home`. Methods may be called from several threads."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = home.absolute()
        self.records = Records(self.home / "engines.json")
        self._running: dict[Key, Engine] = {}
        self._locks: defaultdict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._ports = threading.Lock()
        self._stopping = threading.Event()
        self._template = postgres_engine.make_template(
            self.home / "template", self.records.superuser_password
        )

    def keep_running(self) -> None:
        """Start what should run and does not: after a restart all, later what ended by itself.

        Returns when the data plane stops.
        """
        while not self._stopping.is_set():
            down = [one.key for one in self.records if self.status(one) in ("starting", "failed")]
            if down:
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    list(pool.map(self._resume, down))
            self._stopping.wait(CHECK)

    def put(self, key: Key, login: Login) -> Record:
        """Have the engine running with this login. Raises `Refused`, `TryLater`."""
        with self._locks[key]:
            record = self.records.get(key) or Record(key, self._new_port(key))
            record.username, record.database = login.username, login.database
            record.hosts, record.stopped = list(login.hosts), False
            self.records.put(record)
            self._start(record, login)
            return record

    def get(self, key: Key) -> Record:
        record = self.records.get(key)
        if record is None:
            raise NotFound(f"There is no engine {key}.")
        return record

    def status(self, record: Record) -> str:
        engine = self._running.get(record.key)
        if record.stopped:
            return "stopped"
        if engine is not None and engine.ready():
            return "running"
        ended = engine is not None and engine.child is not None and engine.child.exit_code
        return "starting" if ended is False or ended is None else "failed"

    def stop(self, key: Key) -> Record:
        """Cut all clients off until it is started again."""
        with self._locks[key]:
            record = self.get(key)
            record.stopped = True
            self.records.put(record)
            self._halt(key)
            return record

    def start(self, key: Key) -> Record:
        """Start a stopped engine; its logins are as they were."""
        with self._locks[key]:
            record = self.get(key)
            record.stopped = False
            self.records.put(record)
            self._start(record, None)
            return record

    def snapshot(self, key: Key, name: str) -> None:
        """Keep a copy of the data under `name`. The engine is stopped while it is copied."""
        with self._locks[key]:
            record = self.get(key)
            self._copy(key, name)
            if not record.stopped:
                self._start(record, None)

    def delete(self, key: Key, snapshot: str = "") -> None:
        """Stop the engine and delete its data, after keeping a copy if `snapshot` names one."""
        with self._locks[key]:
            record = self.records.get(key)
            if record is None:
                return
            if snapshot:
                self._copy(key, snapshot)
            self._halt(key)
            self._engine(record).delete()
            self.records.remove(key)
            log.info("engine %s deleted", key)

    def close(self) -> None:
        """Stop all engines at the same time."""
        self._stopping.set()
        children = [engine.child for engine in self._running.values() if engine.child]
        stop_all(children, STOP_WITHIN)

    # Private functions. The engine's lock is held.

    def _resume(self, key: Key) -> None:
        try:
            with self._locks[key]:
                record = self.records.get(key)
                # It may have been stopped, deleted or started since it was looked at.
                if record is not None and self.status(record) in ("starting", "failed"):
                    self._start(record, None)
        except ClarkError as error:
            log.error("engine %s did not start: %s", key, error)

    def _start(self, record: Record, login: Login | None) -> None:
        if self._stopping.is_set():
            raise Refused("The data plane is stopping.")
        engine = self._running.get(record.key)
        if engine is None or engine.child is None or engine.child.exit_code is not None:
            if engine is not None:
                engine.close()
            self._keep_port_usable(record)
            engine = self._running[record.key] = self._engine(record)
        self._prepare(engine, login)
        engine.start()
        engine.wait_ready()
        if login is not None and isinstance(engine, Server):
            secret = self.records.superuser_password
            postgres_engine.set_master(record, secret, login.password)
        log.info("engine %s runs on port %d", record.key, record.port)

    def _prepare(self, engine: Engine, login: Login | None) -> None:
        if isinstance(engine, Server):
            engine.copy_from(self._template)
        elif login is not None:
            engine.allow(list(login.tokens))

    def _halt(self, key: Key) -> None:
        engine = self._running.pop(key, None)
        if engine is not None:
            engine.stop(STOP_WITHIN)
            log.info("engine %s stopped", key)

    def _copy(self, key: Key, name: str) -> None:
        if key.engine not in POSTGRES:
            raise Refused("Only PostgreSQL engines have snapshots.")
        self._halt(key)
        kept = postgres_engine.server(self.home / "snapshots" / key.region / name, 0)
        kept.copy_from(postgres_engine.server(self._home(key), 0))

    def _engine(self, record: Record) -> Engine:
        home = self._home(record.key)
        if record.key.engine in POSTGRES:
            return postgres_engine.server(home, record.port)
        return redis_engine.RedisServer(home, record.port, self.records.superuser_password)

    def _home(self, key: Key) -> Path:
        return self.home / "engines" / key.engine / key.region / key.name

    def _new_port(self, key: Key) -> int:
        with self._ports:
            port = ports.choose(self.records.ports())
            self.records.put(Record(key, port))
            return port

    def _keep_port_usable(self, record: Record) -> None:
        """Another program may have taken the port while the engine was down."""
        if not ports.is_free(record.port):
            log.warning("engine %s moves: port %d is taken", record.key, record.port)
            record.port = self._new_port(record.key)
            self.records.put(record)

"""Carries out in the data plane what resources wait for, and lets time pass for them.

A piece of work is done when the data plane says so; only then does the step end. It may be done
twice after a crash, which is harmless: every order says how things should be.
"""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from clark.errors import ClarkError
from clark.local.aws import regions
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.persistence import Store
from clark.local.aws.regions import Aged
from clark.local.dataplane import DataPlane

log = logging.getLogger("clark.aws")

TICK: Final = 0.1  # seconds
RETRY: Final = 1.0  # seconds until the data plane is asked again
WORKERS: Final = 4


class Conductor:
    """`lock` guards all of moto's state; it is never held while the data plane is asked."""

    def __init__(self, plane: DataPlane, store: Store, lock: threading.RLock) -> None:
        self._plane = plane
        self._store = store
        self._lock = lock
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="conductor")
        self._busy: set[str] = set()
        self._broken: set[str] = set()  # services of a region, in words
        self._stopped = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="conductor", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped.wait(TICK):
            with self._lock:
                for backend in regions.aged():
                    self._attend(backend)

    def _attend(self, backend: Aged) -> None:
        """A defect costs one service of one region, and is said once: not all of AWS."""
        place = f"{backend.SERVICE_NAMESPACE} {backend.region_name}"
        try:
            self._advance(backend)
        except Exception as error:
            if place not in self._broken:
                log.error("%s stands still: %s", place, type(error).__name__)
            self._broken.add(place)
        else:
            self._broken.discard(place)

    def _advance(self, backend: Aged) -> None:
        if backend.settle(time.time()):
            self._store.save(regions.part(backend.SERVICE_NAMESPACE, backend.region_name))
        for resource in backend.resources():
            step = resource.due
            path = resource.engine_path
            if step is not None and path not in self._busy and not self._stopped.is_set():
                self._busy.add(path)
                self._pool.submit(self._work, backend, step, path, resource.engine_order)

    def _work(self, backend: Aged, step: Step, path: str, order: dict[str, object]) -> None:
        try:
            self._ask(step, path, order)
        except Exception as error:
            # Whatever it is, the step waits and is tried again. Only our own words are logged:
            # others may quote the order, which holds the password.
            said = str(error) if isinstance(error, ClarkError) else type(error).__name__
            log.error("%s: %s waits: %s", path, step.work, said)
            self._stopped.wait(RETRY)
        else:
            log.info("%s: %s done", path, step.work)
            with self._lock:
                step.done = True
                backend.settle(time.time())
                self._store.save(regions.part(backend.SERVICE_NAMESPACE, backend.region_name))
        finally:
            self._busy.discard(path)

    def _ask(self, step: Step, path: str, order: dict[str, object]) -> None:
        if step.work is Work.START:
            self._plane.put(path, order)
        elif step.work is Work.STOP:
            self._plane.stop(path)
        elif step.work is Work.SNAPSHOT:
            self._plane.snapshot(path, step.snapshot)
        elif step.work is Work.REMOVE:
            self._plane.delete(path, step.snapshot)

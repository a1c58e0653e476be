"""The GitOps engine: makes the cluster say what main says. Polls; works on its own region only."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from clark.errors import TryLater
from clark.local.controlplane.gitops.application import FileReading, Wanted, read_file
from clark.local.controlplane.gitops.merge import merge
from clark.local.controlplane.gitops.mirror import Entry, Mirror
from clark.local.controlplane.gitops.plan import Before, Plan, plan
from clark.local.controlplane.objects import Key, Resource, new_uid, now
from clark.local.controlplane.state import State
from clark.ports.cluster import BrokenFile

log = logging.getLogger(__name__)

DEPTH = 5  # regions/<region>/<environment>/<service>/<file>
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class _Checkout:
    """A commit as it was read."""

    commit: str
    readings: tuple[FileReading, ...]
    texts: Mapping[str, bytes]
    rewritten: bool


class Engine:
    """Syncs `regions/<region>` of the repository into the state."""

    def __init__(self, state: State, mirror: Mirror, region: str) -> None:
        self._state = state
        self._mirror = mirror
        self._directory = f"regions/{region}"
        self._checkout: _Checkout | None = None
        self._known: dict[tuple[str, str], FileReading] = {}

    def sync(self) -> tuple[Key, ...]:
        """Look once. Returns the objects that were touched. Raises `TryLater` when Git fails.

        An unchanged commit costs one question, but is planned again: an object that was deleted
        while its file was still there comes back.
        """
        commit = self._mirror.head()
        if commit is None:
            self._report_missing_branch()
            return ()
        if self._checkout is None or self._checkout.commit != commit:
            self._checkout = self._read(commit)
        return self._apply(self._checkout)

    def _read(self, commit: str) -> _Checkout:
        self._mirror.fetch()
        if not self._mirror.has(commit):
            raise TryLater("main moved while it was fetched")
        entries = [one for one in self._mirror.tree(commit, self._directory) if _is_manifest(one)]
        fresh = [one for one in entries if (one.path, one.blob) not in self._known]
        texts = self._mirror.blobs({one.blob for one in fresh if one.is_file})
        for one in fresh:
            self._known[one.path, one.blob] = _read_entry(one, texts)
        readings = {one: self._known[one.path, one.blob] for one in entries}
        self._known = {(one.path, one.blob): reading for one, reading in readings.items()}
        broken = {one.path: one.blob for one, reading in readings.items() if reading.broken}
        contents = self._mirror.blobs(set(broken.values()))
        last = self._state.fact("commit")
        return _Checkout(
            commit=commit,
            readings=tuple(readings.values()),
            texts={path: contents.get(blob, b"") for path, blob in broken.items()},
            rewritten=last is not None and not self._mirror.builds_on(commit, last),
        )

    def _apply(self, checkout: _Checkout) -> tuple[Key, ...]:
        live = {one.key: one for one in self._state.objects()}
        held = frozenset(Key(*parts) for parts in self._state.fact("held", []))
        rewritten = checkout.rewritten and self._state.fact("commit") != checkout.commit
        decided = plan(checkout.readings, checkout.texts, Before(live, held, rewritten))
        with self._state.transaction():
            self._write(decided, checkout.commit)
        touched = (*(one.key for one in decided.apply), *decided.prune)
        if touched:
            log.info("commit %s: %d applied, %d pruned, %d broken", checkout.commit[:12],
                     len(decided.apply), len(decided.prune), len(decided.broken))  # fmt: skip
        return touched

    def _write(self, decided: Plan, commit: str) -> None:
        for wanted in decided.apply:
            if self._state.change(wanted.key, partial(_update, wanted)) is None:
                self._state.put(_create(wanted))
        for key in decided.prune:
            _prune(self._state, key)
        self._state.remember("held", sorted(_parts(key) for key in decided.held))
        self._state.remember("broken", [[one.path, one.line, one.reason] for one in decided.broken])
        self._state.remember("commit", commit)

    def _report_missing_branch(self) -> None:
        reason = "The repository has no branch main. Everything stays as it is."
        self._state.remember("broken", [[self._directory, 1, reason]])


def broken_files(state: State) -> tuple[BrokenFile, ...]:
    """The files of the last commit that were not applied."""
    return tuple(BrokenFile(*one) for one in state.fact("broken", []))


# Private functions


def _is_manifest(entry: Entry) -> bool:
    return entry.path.count("/") == DEPTH - 1 and entry.path.endswith(SUFFIXES)


def _read_entry(entry: Entry, texts: Mapping[str, bytes]) -> FileReading:
    if not entry.is_file:
        reason = "This is a symbolic link or a submodule; write the file itself."
        return FileReading(entry.path, broken=BrokenFile(entry.path, 1, reason))
    try:
        return read_file(entry.path, texts[entry.blob])
    except Exception:
        # One file must not stop the region, whatever is wrong with it or with its reader.
        log.exception("a defect: %s was not read", entry.path)
        return FileReading(entry.path, broken=BrokenFile(entry.path, 1, "It cannot be read."))


def _create(wanted: Wanted) -> Resource:
    return Resource(
        api_version=wanted.api_version,
        kind=wanted.key.kind,
        name=wanted.key.name,
        namespace=wanted.key.namespace,
        uid=new_uid(),
        spec=merge({}, {}, wanted.spec),
        created_at=now(),
        annotations=dict(wanted.annotations),
        labels=dict(wanted.labels),
        applied=wanted.applied,
        source=wanted.path,
    )


def _update(wanted: Wanted, live: Resource) -> None:
    before, after = live.applied, wanted.applied
    live.spec = merge(live.spec, before["spec"], after["spec"])
    live.labels = merge(live.labels, before["labels"], after["labels"])
    live.annotations = merge(live.annotations, before["annotations"], after["annotations"])
    live.api_version = wanted.api_version
    live.applied = after
    live.source = wanted.path


def _prune(state: State, key: Key) -> None:
    """Delete as the API server does: at once, or marked while a finalizer holds it."""
    live = state.get(key)
    if live is not None and live.finalizers:
        state.change(key, lambda one: setattr(one, "deleted_at", now()))
    elif live is not None:
        state.remove(key)


def _parts(key: Key) -> list[str]:
    return [key.group, key.kind, key.namespace, key.name]

"""Copies of the watched branches: made by the worker, read by everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from clark.catalog import place_of
from clark.errors import TryLater
from clark.flow.cards import CopyAge
from clark.flow.newest import Newest
from clark.manifests import odd_paths, printable
from clark.policy import approvals, limits
from clark.ports.githost import GitHost
from clark.store.models import CopiedFile, Copy, Customer

LARGEST = 1024 * 1024  # bytes
ODD = "a path that "
# Of all snapshots of a process: 100 customers with 0.8 MiB of manifests in each repository.
ROOM = 256 * 1024 * 1024  # bytes
PATH = 300  # bytes that a path and its blob take, at least
FOLDERS = ("regions/", "offerings/", "policies/")
PRICES = "prices.csv"
FILES = frozenset({limits.FILE, approvals.FILE, PRICES})


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A branch at one commit, as it was copied. `unreadable` maps a path to what it is instead.

    Shared by everybody who reads this commit: equal only to itself, so caches may hang on it.
    """

    repository: str
    commit: str
    texts: Mapping[str, str]
    blobs: Mapping[str, str]
    unreadable: Mapping[str, str]

    @property
    def links(self) -> frozenset[str]:
        """Links and submodules: Clark follows none."""
        return frozenset(path for path, blob in self.blobs.items() if not blob)


def _bytes(taken: Snapshot) -> int:
    return PATH * len(taken.blobs) + sum(map(len, taken.texts.values()))


_snapshots = Newest[Snapshot](ROOM, _bytes)


def snapshot(customer: Customer, repository: str) -> Snapshot:
    """The copy, read once for each commit. Empty, with an empty commit, before the first look.

    Raises `TryLater` where the branch moves faster than it can be read.
    """
    for _ in range(5):
        try:
            state = _standing(customer, repository)
            key = (customer.pk, repository, customer.branch)
            return _snapshots(key, state, partial(_read, repository, *state))
        except _MovedAway:
            continue
    raise TryLater(f"{repository} moved while it was read.")


def commit(customer: Customer, repository: str) -> str:
    """The commit of the copy; empty before the worker's first look."""
    return _standing(customer, repository)[1]


def age(customer: Customer, repository: str) -> CopyAge | None:
    """Which commit pages are made from, and when the host last confirmed it."""
    copy = Copy.objects.filter(
        customer=customer, repository=repository, branch=customer.branch
    ).first()
    if copy is None:
        return None
    return CopyAge(repository, copy.branch, copy.commit, copy.checked_at)


def refresh(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Bring the copy to the branch's head. True when it moved. Raises `TryLater`.

    Two may do this at once. Who finds at the end that the other was faster looks again, so that an
    older commit never comes after a newer one.
    """
    mine = Copy.objects.filter(customer=customer, repository=repository, branch=customer.branch)
    for _ in range(5):
        before = commit(customer, repository)  # read before the head, which is then no older
        now = host.head(repository, customer.branch)
        if mine.filter(commit=now).update(checked_at=at):
            return False
        known = _known(customer, repository)
        if put(customer, _fetched(repository, host, (before, now), known), at):
            return True
    raise TryLater(f"{repository} moved while it was copied.")


@dataclass(frozen=True)
class Fetched:
    """A branch as the host has it: every path with its blob, and what is `new` to the copy.

    `before` is the commit that the copy had when it began.
    """

    repository: str
    before: str
    commit: str
    blobs: Mapping[str, str]
    odd: Mapping[str, str]
    new: Mapping[str, str]
    contents: Mapping[str, bytes]

    def snapshot(self) -> Snapshot:
        """What a copy of it would say, if it was fetched whole; no table is asked."""
        rows = [_row(self, path, blob) for path, blob in self.new.items()]
        return Snapshot(
            repository=self.repository,
            commit=self.commit,
            texts={row.path: row.text for row in rows if not row.unreadable},
            blobs=self.blobs,
            unreadable={row.path: row.unreadable for row in rows if row.unreadable},
        )


def fetch(customer: Customer, repository: str, host: GitHost) -> Fetched:
    """The branch's head, whole, whatever the copy has of it. Raises `TryLater`."""
    before = commit(customer, repository)  # read before the head, which is then no older
    return _fetched(repository, host, (before, host.head(repository, customer.branch)), {})


def put(customer: Customer, fetched: Fetched, at: datetime) -> bool:
    """Bring the copy to what was fetched. False, and nothing is written, where it moved since."""
    with transaction.atomic():
        copy, _ = Copy.objects.select_for_update().get_or_create(
            customer=customer,
            repository=fetched.repository,
            branch=customer.branch,
            defaults={"commit": "", "checked_at": at},
        )
        if copy.commit != fetched.before:
            return False
        copy.files.exclude(path__in=fetched.blobs).delete()
        copy.files.filter(path__in=fetched.new).delete()
        rows = [_row(fetched, path, blob) for path, blob in fetched.new.items()]
        for row in rows:
            row.copy = copy
        CopiedFile.objects.bulk_create(rows)
        copy.commit, copy.checked_at = fetched.commit, at
        copy.save()
    return True


def is_read(path: str) -> bool:
    """Manifests, and a few files by name: what Clark does not read it does not keep, whatever
    stands in it."""
    return path in FILES or (
        path.endswith((".yaml", ".yml"))
        and (path.startswith(FOLDERS) or place_of(path) is not None)
    )


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file; or "" and what it is instead."""
    if len(content) > LARGEST:
        return "", "larger than 1 MiB"
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return "", f"not UTF-8 text (byte {error.start})"
    if "\0" in text:  # PostgreSQL keeps no NUL in text
        return "", "not text (it holds a NUL)"
    return text, ""


# Private functions


class _MovedAway(Exception):
    """The copy is no longer at the commit that was asked for."""


def _standing(customer: Customer, repository: str) -> tuple[int, str]:
    """Which copy there is, and at which commit. A rebuilt copy is another one."""
    mine = Copy.objects.filter(customer=customer, repository=repository, branch=customer.branch)
    return mine.values_list("pk", "commit").first() or (0, "")


def _read(repository: str, copy_id: int, at: str) -> Snapshot:
    """One query, so the files and the commit belong together."""
    rows = CopiedFile.objects.filter(copy_id=copy_id)
    files = list(rows.values_list("path", "blob", "text", "unreadable", "copy__commit"))
    if files and files[0][4] != at:
        raise _MovedAway
    if not files and not Copy.objects.filter(pk=copy_id, commit=at).exists() and copy_id:
        raise _MovedAway
    return Snapshot(
        repository=repository,
        commit=at,
        texts={path: text for path, _, text, unreadable, _ in files if not unreadable},
        blobs={path: blob for path, blob, *_ in files},
        unreadable={path: why for path, _, _, why, _ in files if why},
    )


def _known(customer: Customer, repository: str) -> dict[str, list[str]]:
    """The blob of each path that the copy has, and why it cannot be read."""
    copied = CopiedFile.objects.filter(
        copy__customer=customer, copy__repository=repository, copy__branch=customer.branch
    )
    return {path: rest for path, *rest in copied.values_list("path", "blob", "unreadable")}


def _fetched(
    repository: str, host: GitHost, move: tuple[str, str], known: Mapping[str, list[str]]
) -> Fetched:
    """`move` is from the commit that the copy holds to the branch's head."""
    before, now = move
    tree, odd = _plain(host.tree(repository, now))
    new = {path: blob for path, blob in tree.items() if _moved(known.get(path), blob, odd[path])}
    wanted = {blob for path, blob in new.items() if blob and is_read(path) and not odd[path]}
    return Fetched(repository, before, now, tree, odd, new, host.blobs(repository, wanted))


def _plain(there: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The tree under names that can be kept, and for each why it is refused, or ""."""
    odd = odd_paths(there)
    return (
        {printable(path): blob for path, blob in there.items()},
        {printable(path): f"{ODD}{odd[path]}" if path in odd else "" for path in there},
    )


def _moved(known: list[str] | None, blob: str, odd: str) -> bool:
    """Whether a file is another one than the copy has, or its path was or became an odd one."""
    if known is None or known[0] != blob:
        return True
    return known[1] != odd if odd or known[1].startswith(ODD) else False


def _row(fetched: Fetched, path: str, blob: str) -> CopiedFile:
    """A row of no copy yet."""
    content = fetched.contents.get(blob)
    if odd := fetched.odd[path]:
        return CopiedFile(path=path, blob=blob, unreadable=odd)
    if not blob:
        return CopiedFile(path=path, unreadable="a link or a submodule")
    if content is None:
        return CopiedFile(path=path, blob=blob, unreadable="not a file that Clark reads")
    text, why = decoded(content)
    return CopiedFile(path=path, blob=blob, text=text, unreadable=why)

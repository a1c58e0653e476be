"""Copies of the watched branches: made by the worker, read by everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from clark.catalog import place_of
from clark.errors import TryLater
from clark.flow.cards import CopyAge
from clark.manifests import odd_paths, printable
from clark.ports.githost import GitHost
from clark.store.models import CopiedFile, Copy, Customer

LARGEST = 1024 * 1024  # bytes
ODD = "a path that "
FOLDERS = ("regions/", "offerings/", "policies/")


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


def snapshot(customer: Customer, repository: str) -> Snapshot:
    """The copy, read once for each commit. Empty, with an empty commit, before the first look.

    Raises `TryLater` where the branch moves faster than it can be read.
    """
    for _ in range(5):
        try:
            return _read(repository, *_standing(customer, repository))
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
        if _copied(customer, repository, host, _Move(before, now, at)):
            return True
    raise TryLater(f"{repository} moved while it was copied.")


def is_read(path: str) -> bool:
    """Manifests only: what Clark does not read it does not keep, whatever stands in it."""
    return path.endswith((".yaml", ".yml")) and (
        path.startswith(FOLDERS) or place_of(path) is not None
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


@lru_cache(maxsize=32)
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


@dataclass(frozen=True)
class _Move:
    """From the commit that the copy holds to the branch's head."""

    before: str
    now: str
    at: datetime


def _copied(customer: Customer, repository: str, host: GitHost, move: _Move) -> bool:
    """False, and nothing is written, where the copy is no longer at `move.before`."""
    copied = CopiedFile.objects.filter(
        copy__customer=customer, copy__repository=repository, copy__branch=customer.branch
    )
    known = {path: rest for path, *rest in copied.values_list("path", "blob", "unreadable")}
    tree, odd = _plain(host.tree(repository, move.now))
    new = {path: blob for path, blob in tree.items() if _moved(known.get(path), blob, odd[path])}
    contents = host.blobs(
        repository,
        {blob for path, blob in new.items() if blob and is_read(path) and not odd[path]},
    )
    with transaction.atomic():
        copy, _ = Copy.objects.select_for_update().get_or_create(
            customer=customer,
            repository=repository,
            branch=customer.branch,
            defaults={"commit": "", "checked_at": move.at},
        )
        if copy.commit != move.before:
            return False
        copy.files.exclude(path__in=tree).delete()
        copy.files.filter(path__in=new).delete()
        CopiedFile.objects.bulk_create(
            CopiedFile(copy=copy, path=path, blob=blob, unreadable=odd[path])
            if odd[path]
            else _row(copy, path, blob, contents.get(blob))
            for path, blob in new.items()
        )
        copy.commit, copy.checked_at = move.now, move.at
        copy.save()
    return True


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


def _row(copy: Copy, path: str, blob: str, content: bytes | None) -> CopiedFile:
    if not blob:
        return CopiedFile(copy=copy, path=path, unreadable="a link or a submodule")
    if content is None:
        return CopiedFile(copy=copy, path=path, blob=blob, unreadable="not a file that Clark reads")
    text, why = decoded(content)
    return CopiedFile(copy=copy, path=path, blob=blob, text=text, unreadable=why)

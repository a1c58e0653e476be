"""Copies of the watched branches: made by the worker, read by everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clark.flow.cards import CopyAge
from clark.ports.githost import GitHost
from clark.store.models import CopiedFile, Copy, Customer

LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Snapshot:
    """A branch at one commit, as it was copied. `unreadable` maps a path to the reason."""

    repository: str
    commit: str
    texts: Mapping[str, str]
    blobs: Mapping[str, str]
    unreadable: Mapping[str, str]


def snapshot(customer: Customer, repository: str) -> Snapshot:
    """Read the copy. Empty, with an empty commit, before the worker's first look."""
    rows = CopiedFile.objects.of(customer.pk, repository)
    files = list(rows.values_list("path", "blob", "text", "unreadable", "copy__commit"))
    return Snapshot(
        repository=repository,
        commit=files[0][4] if files else commit(customer, repository),
        texts={path: text for path, _, text, unreadable, _ in files if not unreadable},
        blobs={path: blob for path, blob, *_ in files},
        unreadable={path: why for path, _, _, why, _ in files if why},
    )


def commit(customer: Customer, repository: str) -> str:
    """The commit of the copy; empty before the worker's first look."""
    mine = Copy.objects.filter(customer=customer, repository=repository)
    return mine.values_list("commit", flat=True).first() or ""


def age(customer: Customer, repository: str) -> CopyAge | None:
    """Which commit pages are made from, and when the host last confirmed it."""
    copy = Copy.objects.filter(customer=customer, repository=repository).first()
    if copy is None:
        return None
    return CopyAge(repository, copy.branch, copy.commit, copy.checked_at)


def refresh(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Bring the copy to the branch's head. True when it moved. Raises `TryLater`."""
    commit = host.head(repository, customer.branch)
    mine = Copy.objects.filter(customer=customer, repository=repository, branch=customer.branch)
    if mine.filter(commit=commit).update(checked_at=at):
        return False
    tree = host.tree(repository, commit)
    known = dict(CopiedFile.objects.of(customer.pk, repository).values_list("path", "blob"))
    new = {path: blob for path, blob in tree.items() if known.get(path) != blob}
    contents = host.blobs(repository, set(new.values()))
    with transaction.atomic():
        copy, _ = Copy.objects.select_for_update().get_or_create(
            customer=customer,
            repository=repository,
            branch=customer.branch,
            defaults={"commit": "", "checked_at": at},
        )
        copy.files.exclude(path__in=tree).delete()
        copy.files.filter(path__in=new).delete()
        CopiedFile.objects.bulk_create(
            _row(copy, path, blob, contents[blob]) for path, blob in new.items()
        )
        copy.commit, copy.checked_at = commit, at
        copy.save()
    return True


def _row(copy: Copy, path: str, blob: str, content: bytes) -> CopiedFile:
    if len(content) > LARGEST:
        return CopiedFile(copy=copy, path=path, blob=blob, unreadable="larger than 1 MiB")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        why = f"not UTF-8 text (byte {error.start})"
        return CopiedFile(copy=copy, path=path, blob=blob, unreadable=why)
    if "\0" in text:  # PostgreSQL keeps no NUL in text
        return CopiedFile(copy=copy, path=path, blob=blob, unreadable="holds a NUL character")
    return CopiedFile(copy=copy, path=path, blob=blob, text=text)

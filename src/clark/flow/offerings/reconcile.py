"""What the worker looks up in the control repository beside main's newest commit.

The last good version of each offering, the versions that services were made of, and what branches
propose. All of it follows from Git alone, so the rows may be dropped at any time.
"""

from collections.abc import Iterator, Mapping

from django.db import transaction

from clark.catalog import described, pair
from clark.errors import Refused
from clark.flow.control import OFFERINGS, POLICIES, in_force
from clark.flow.copies import commit, decoded, is_read, snapshot
from clark.flow.offerings.rules import Version, find, used
from clark.ports import GitHost
from clark.store.models import Customer, HistoryMark, OfferingVersion, ProposedBranch


def follow(customer: Customer, host: GitHost) -> bool:
    """True where something changed. Raises `TryLater`.

    Cheap while nothing moves: it goes round over all customers, and reads no file of any then.
    """
    control, gitops = commit(customer, customer.control), commit(customer, customer.gitops)
    if not control:
        return False
    mark = HistoryMark.objects.filter(customer=customer).first()
    stands = mark is not None and (mark.control, mark.gitops) == (control, gitops)
    remembered = not stands and _remember(customer, host, mark)
    return _compare(customer, host, control) or remembered


# Private functions


def _remember(customer: Customer, host: GitHost, mark: HistoryMark | None) -> bool:
    """Find the versions for the commits of both copies."""
    control, gitops = snapshot(customer, customer.control), snapshot(customer, customer.gitops)
    mine = OfferingVersion.objects.filter(customer=customer)
    wanted, known = used(gitops.texts), dict[str, set[str]]()
    if mark and mark.control == control.commit:
        for name, revision in mine.values_list("name", "revision"):
            known.setdefault(name, set()).add(revision)
    found: list[Version] = []
    around = described(control.texts)
    names = [each.name for each in in_force(customer).standings if each.name]
    for name in names:
        missing = wanted.get(name, set()) - known.get(name, set())
        if missing or name not in known:
            found += find(
                name, _steps(host, customer.control, control.commit, name), missing, around
            )
    with transaction.atomic():
        HistoryMark.objects.update_or_create(
            customer=customer, defaults={"control": control.commit, "gitops": gitops.commit}
        )
        if not known:
            mine.delete()
        for version in found:
            _write(customer, version)
        for row in mine.filter(newest_good=False).only("name", "revision"):
            if row.revision not in wanted.get(row.name, ()):  # no service is of it any more
                row.delete()
    return bool(found)


def _steps(
    host: GitHost, repository: str, commit: str, name: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for each in host.history(repository, commit, f"{OFFERINGS}{name}/"):
        there = pair(name, host.tree(repository, each))
        blobs = {path: blob for path, blob in there.items() if blob}
        contents = host.blobs(repository, set(blobs.values()))
        texts = {path: decoded(contents[blob]) for path, blob in blobs.items()}
        yield each, {path: text for path, (text, why) in texts.items() if not why}


def _write(customer: Customer, version: Version) -> None:
    OfferingVersion.objects.update_or_create(
        customer=customer,
        name=version.name,
        revision=version.revision,
        defaults={
            "commit": version.commit,
            "files": dict(version.files),
            "newest_good": version.newest_good,
        },
    )


def _compare(customer: Customer, host: GitHost, control: str) -> bool:
    """Look at every branch that moved; and where main did, at those that would change something."""
    heads = dict(host.heads(customer.control))
    heads.pop(customer.branch, None)
    mine = ProposedBranch.objects.filter(customer=customer)
    gone, _ = mine.exclude(branch__in=heads).delete()
    rows = {row.branch: row for row in mine}
    moved = bool(gone)
    for branch, head in sorted(heads.items()):
        row = rows.get(branch) or ProposedBranch(customer=customer, branch=branch)
        if _is_old(row, control, head):
            moved |= _read(row, host, (customer.control, control), head)
    return moved


def _is_old(row: ProposedBranch, control: str, head: str) -> bool:
    """What a merge would change does not grow by what main does meanwhile."""
    return row.head != head or (_says_something(row) and row.base != control)


def _says_something(row: ProposedBranch) -> bool:
    return bool(row.files or row.unreadable or row.trouble)


def _read(row: ProposedBranch, host: GitHost, main: tuple[str, str], head: str) -> bool:
    """Compare one branch with main. True where it says something, or did before."""
    repository, base = main
    before = (row.files, row.unreadable, row.trouble)
    row.head, row.base, row.files, row.unreadable, row.trouble = head, base, {}, {}, ""
    try:
        changed = host.compared(repository, base, head)
    except Refused as refusal:
        row.trouble = str(refusal)[:500]
        changed = {}
    ours = {path: blob for path, blob in changed.items() if _is_ours(path)}
    contents = host.blobs(repository, {blob for blob in ours.values() if blob})
    for path, blob in ours.items():
        text, why = decoded(contents[blob]) if blob else (None, "")
        row.files[path] = "" if why else text
        if why:
            row.unreadable[path] = f"It is {why}."
    if not _says_something(row):
        row.base = ""
    row.save()
    return (row.files, row.unreadable, row.trouble) != before


def _is_ours(path: str) -> bool:
    return path.startswith((OFFERINGS, POLICIES)) and is_read(path)

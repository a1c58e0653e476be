"""What earlier deletions leave behind: names of snapshots, and services that are still going."""

from collections.abc import Iterator, Mapping
from typing import Final

from clark.errors import Refused
from clark.flow.events import ENDED, OPEN, UNMERGED, Action, State
from clark.kinds import find
from clark.manifests import Document, Unreadable, get, read, show_path
from clark.policy import Finding
from clark.store.models import Customer, LiveObject, Request

PROVIDER: Final = ("spec", "forProvider")
SKIPS: Final = ("skipFinalSnapshotBeforeDeletion", "skipFinalSnapshot")


def used_snapshots(customer: Customer, region: str, service: str) -> frozenset[str]:
    """The final snapshots that deletions of services of this name have left in AWS.

    AWS refuses a second snapshot of one name. What was made or deleted past Clark is not known.
    """
    merged = Request.objects.filter(
        customer=customer, action=Action.DELETE, region=region, service=service
    ).exclude(state__in=OPEN | UNMERGED | {State.SUPERSEDED})
    return frozenset(
        name
        for files in merged.values_list("base_files", flat=True)
        for text in files.values()
        for _, name in _final_snapshots(text)
    )


def snapshots_taken(customer: Customer, removed: Mapping[str, str]) -> Iterator[Finding]:
    """What stands against removing these files: AWS would refuse it once they are gone."""
    for path, text in removed.items():
        parts = path.split("/")
        if parts[0] != "regions" or len(parts) != 5:
            continue
        taken = used_snapshots(customer, parts[1], parts[3])
        for document, name in _final_snapshots(text):
            if name in taken:
                yield _taken(path, document, name)


def refuse_while_it_goes(customer: Customer, region: str, name: str) -> None:
    """Raises `Refused` for a new service while one of its name is still being deleted there.

    The cluster would not create a second object of the name, nor AWS a second resource.
    """
    going = Request.objects.filter(
        customer=customer, action=Action.DELETE, region=region, service=name
    ).exclude(state__in=ENDED | OPEN)
    number = going.values_list("number", flat=True).first()
    if number is None and not _still_there(customer, region, name):
        return
    where = f"See request {number}. " if number is not None else ""
    raise Refused(
        f"{name} is still being deleted in {region}. {where}"
        "Ask again once it is gone, or choose another name."
    )


# Private functions


def _final_snapshots(text: str | None) -> Iterator[tuple[Document, str]]:
    """The names of final snapshots in a file; none in one that cannot be read."""
    try:
        documents = read(text) if text else ()
    except Unreadable:
        return
    for document in documents:
        skips = any(get(document.value, (*PROVIDER, skip), False) is True for skip in SKIPS)
        name = get(document.value, (*PROVIDER, "finalDBSnapshotIdentifier"), "")
        if name and not skips:
            yield document, str(name)


def _taken(path: str, document: Document, name: str) -> Finding:
    where = (*PROVIDER, "finalDBSnapshotIdentifier")
    reason = (
        f"An earlier deletion left a final snapshot named {name}, so AWS would refuse this one "
        "when the files are gone already."
    )
    fix = "Withdraw this request and ask for the deletion again: Clark then chooses another name."
    line, label = document.line_of(where), document.label
    return Finding(path, label, "deny", "deletion", show_path(where), line, reason, fix)


def _still_there(customer: Customer, region: str, name: str) -> bool:
    rows = LiveObject.objects.filter(
        region__customer=customer, region__name=region, name=name, deleting=True
    )
    return any(find(api, kind) is not None for api, kind in rows.values_list("api_version", "kind"))

"""The chain: what a row's hash is made of, and where a chain is broken. Pure.

Each row's hash is a digest of everything the row says, of whose it is, and of the hash before it.
Whoever changes a row has to write every later one anew, and the head; and then still differs from
what was noted elsewhere.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

VERSION: Final = "clark-audit-1"  # of the encoding; another encoding has another name
GENESIS: Final = "0" * 64  # what the first row follows
TRAILER: Final = "Clark-Audit"
NOTED: Final = re.compile(rf"^{TRAILER}: ([1-9]\d{{0,17}}) ([0-9a-f]{{64}})$", re.MULTILINE)


@dataclass(frozen=True)
class Link:
    """A row of the chain, as it is written and as it is read again."""

    sequence: int
    at: datetime
    name: str
    email: str
    role: str
    on_behalf_of: str
    act: str
    about: str
    subject: str
    why: str
    details: Mapping[str, Any]
    previous: str


@dataclass(frozen=True)
class Anchor:
    """The hash that a row had when somebody noted it. `noted` says where, in words."""

    sequence: int
    hash: str
    noted: str = ""


@dataclass(frozen=True)
class Broken:
    """The first row with which something is wrong, and what that is."""

    sequence: int
    why: str


@dataclass(frozen=True)
class Found:
    """How far a chain is whole, what its last whole row is, and what is wrong after that."""

    last: Anchor
    broken: Broken | None = None


def digest(slug: str, link: Link) -> str:
    """SHA-256 over a JSON array that can be read in one way only: names, values, no blanks."""
    said = {**asdict(link), "at": link.at.astimezone(UTC).isoformat(timespec="microseconds")}
    whole = json.dumps([VERSION, slug, said], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def trailer(anchor: Anchor) -> str:
    """As a commit message notes it."""
    return f"{TRAILER}: {anchor.sequence} {anchor.hash}"


def noted(messages: str, where: str) -> tuple[Anchor, ...]:
    """Every anchor that these commit messages note."""
    found = dict.fromkeys(NOTED.findall(messages))
    return tuple(Anchor(int(sequence), hash_, where) for sequence, hash_ in found)


def verify(
    slug: str,
    rows: Iterable[tuple[Link, str]],
    head: Anchor | None,
    anchors: Iterable[Anchor] = (),
) -> Found:
    """Follow the chain from its first row to its head. Each row comes with its hash, in order."""
    elsewhere: dict[int, list[Anchor]] = defaultdict(list)
    for each in anchors:
        elsewhere[each.sequence].append(each)
    last = Anchor(0, GENESIS)
    for link, hash_ in rows:
        why = (
            _gap(link, last)
            or _altered(slug, link, hash_)
            or _unfollowed(link, last)
            or _unlike(Anchor(link.sequence, hash_), elsewhere.get(link.sequence, ()))
        )
        if why:
            return Found(last, Broken(min(link.sequence, last.sequence + 1), why))
        last = Anchor(link.sequence, hash_)
    why = _unlike_head(last, head) or _missing(last, elsewhere)
    return Found(last, Broken(last.sequence + 1, why) if why else None)


# Private functions


def _gap(link: Link, last: Anchor) -> str:
    wanted = last.sequence + 1
    if link.sequence < wanted:
        return f"Row {link.sequence} is there more than once, or was put where no row belongs."
    if link.sequence > wanted:
        more = link.sequence - wanted > 1
        gone = f"Rows {wanted} to {link.sequence - 1} are" if more else f"Row {wanted} is"
        return f"{gone} gone. The next one that is there is row {link.sequence}."
    return ""


def _altered(slug: str, link: Link, hash_: str) -> str:
    if digest(slug, link) == hash_:
        return ""
    return f"Row {link.sequence} does not say any more what was written: its hash is another."


def _unfollowed(link: Link, last: Anchor) -> str:
    if link.previous == last.hash:
        return ""
    before = f"row {last.sequence}" if last.sequence else "the beginning of the chain"
    return f"Row {link.sequence} does not follow {before}: one of the two was written anew."


def _unlike(here: Anchor, anchors: Iterable[Anchor]) -> str:
    for each in anchors:
        if each.hash != here.hash:
            return (
                f"Row {here.sequence} is not the one that {each.noted} notes: the chain up to it "
                f"was written anew. It was {each.hash}, and is {here.hash}."
            )
    return ""


def _unlike_head(last: Anchor, head: Anchor | None) -> str:
    if head is None:
        return "The head of the chain is gone." if last.sequence else ""
    if head.sequence > last.sequence:
        many = head.sequence - last.sequence
        gone = f"The last {many} rows are" if many > 1 else "The last row is"
        return f"{gone} gone: the chain ended with row {head.sequence}."
    if (head.sequence, head.hash) != (last.sequence, last.hash):
        return (
            f"The head of the chain names row {head.sequence} with another hash, or not the last."
        )
    return ""


def _missing(last: Anchor, elsewhere: Mapping[int, list[Anchor]]) -> str:
    gone = sorted(each for each in elsewhere if not 0 < each <= last.sequence)
    if not gone:
        return ""
    noted = elsewhere[gone[0]][0].noted
    return f"Row {gone[0]}, which {noted} notes, is gone: the chain ends with row {last.sequence}."

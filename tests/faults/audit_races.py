"""An independent look at what races left behind. It shares no code with Clark: SQL and Git."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.faults.races import Try
from tests.running_clark import RunningClark, WorkingCopy

ENDS = {
    "approve": "done",
    "override": "done",
    "reject": "rejected",
    "ask": "change asked",
}
VERDICTS = {"ask": "change", "override": "emergency"}
ACTS = {
    "approve": {"request approved", "request approved by one of several"},
    "override": {"request approved in an emergency"},
    "reject": {"request rejected"},
    "ask": {"change asked"},
}


@dataclass(frozen=True)
class Duel:
    """A request about which several decided at once; `needs` approvals are asked for."""

    number: int
    tries: tuple[Try, ...]
    needs: int = 1


def audit_duels(clark: RunningClark, duels: Collection[Duel], folder: Path) -> list[str]:
    """Everything that is not as it should be, in words. Empty when all is well."""
    clone = clark.clone(folder / "audit")
    merges = clone.git("log", "--first-parent", "--format=%P", "origin/main").splitlines()
    merged = [parents.split()[-1] for parents in merges if " " in parents]
    return [
        *_chain(clark),
        *(wrong for each in duels for wrong in _duel(clark, each, clone, merged)),
    ]


def _duel(clark: RunningClark, duel: Duel, clone: WorkingCopy, merged: list[str]) -> Iterator[str]:
    where = f"request {duel.number} {duel.tries}"
    state, key = clark.sql("SELECT state, id FROM store_request WHERE number=%s", duel.number)[0]
    kept = clark.sql(
        "SELECT p.username, d.verdict FROM store_decision d JOIN store_person p "
        "ON p.id = d.person_id WHERE d.request_id = %s AND d.void_because = ''",
        key,
    )
    won = [each for each in duel.tries if not each.refused]
    lost = [each for each in duel.tries if each.refused]
    if sorted(kept) != sorted((each.who, VERDICTS.get(each.verb, each.verb)) for each in won):
        yield f"{where}: kept {kept}"
    yield from (f"{where}: {each}" for each in lost if "nothing to decide" not in each.refused)
    if state != _end(duel, won):
        yield f"{where}: it is {state}, and not {_end(duel, won)}"
    yield from _ended_once(where, duel, won)
    head = clone.git("rev-parse", f"origin/clark/request-{duel.number}").strip()
    if merged.count(head) != (state == "done"):
        yield f"{where}: it is {state} and was merged {merged.count(head)} times"
    yield from _trail(clark, where, duel)


def _end(duel: Duel, won: list[Try]) -> str:
    """Turning down ends it at once; approvals end it when they are enough."""
    against = [each.verb for each in won if each.verb not in ("approve", "override")]
    if against:
        return ENDS[against[0]]
    hurried = any(each.verb == "override" for each in won)
    return "done" if hurried or len(won) >= duel.needs else "in review"


def _ended_once(where: str, duel: Duel, won: list[Try]) -> Iterator[str]:
    """One decision: nobody decides after the one that ended it, and somebody did decide."""
    ending = [each for each in won if each.verb != "approve"]
    if not won or len(ending) > 1 or (duel.needs == 1 and len(won) != 1):
        yield f"{where}: not one decision but {won}"


def _trail(clark: RunningClark, where: str, duel: Duel) -> Iterator[str]:
    """Both are in it: what the one did, and that the other came too late."""
    told = clark.sql(
        "SELECT p.username, a.act FROM store_auditrow a JOIN store_person p ON p.email = a.email "
        "WHERE a.about = %s",
        f"request {duel.number}",
    )
    for each in duel.tries:
        wanted = {"came too late"} if each.refused else ACTS[each.verb]
        rows = [act for who, act in told if who == each.who and act in wanted]
        if len(rows) != 1:
            yield f"{where}: {each.who} stands in the trail as {rows}, of {told}"


def _chain(clark: RunningClark) -> Iterator[str]:
    rows = clark.sql(
        "SELECT customer_id, sequence, previous, hash FROM store_auditrow "
        "ORDER BY customer_id, sequence"
    )
    for (whose, before, _, hash_), (customer, sequence, previous, _) in pairwise(rows):
        if whose == customer and (sequence != before + 1 or previous != hash_):
            yield f"audit: row {sequence} does not follow row {before}"


@dataclass(frozen=True)
class Edit:
    """A request to resize the service of a file, and a line pushed to the file meanwhile.

    `told` is what the person heard who asked for the same at the same time.
    """

    number: int
    service: str
    path: str
    line: str
    state: str
    told: tuple[str, ...]


def audit_edits(clark: RunningClark, edits: Collection[Edit], folder: Path) -> list[str]:
    """Every lost update, double merge and half truth, in words. Empty when all is well."""
    clone = clark.clone(folder / "audit")
    return [*_chain(clark), *(wrong for each in edits for wrong in _edit(clark, each, clone))]


def _edit(clark: RunningClark, edit: Edit, clone: WorkingCopy) -> Iterator[str]:
    where = f"request {edit.number} of {edit.service}"
    if len(edit.told) != 1 or "still open" not in edit.told[0]:
        yield f"{where}: whoever asked second heard {edit.told}"
    lines = (clone.path / edit.path).read_text().splitlines()
    if lines.count(edit.line) != 1:
        yield f"{where}: the pushed line {edit.line!r} is there {lines.count(edit.line)} times"
    query = "SELECT state, merge_commit FROM store_request WHERE number = %s"
    state, merge = clark.sql(query, edit.number)[0]
    if state != edit.state:
        yield f"{where}: it is {state} and was {edit.state}"
    if (merge != "") != (state == "done"):
        yield f"{where}: it is {state}, merged as {merge!r}"
    if not merge:
        return
    changed = clone.git("diff", "--numstat", f"{merge}^1", merge).split()
    if changed != ["1", "1", edit.path] and changed[2:3] != [edit.path]:
        yield f"{where}: its merge changes {changed}"
    gone = clone.git("diff", f"{merge}^1", merge, "--", edit.path).splitlines()
    if any(each.startswith("-# Seen") for each in gone):
        yield f"{where}: its merge takes a pushed line away"

"""The time that an author chose for the merge: read, kept to, and missed. Pure; everything is UTC.

A change is merged within the hour that begins at the time, and never before it. What nobody has
approved by then is not merged at all: an interruption at any later moment would be a surprise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from clark.errors import Problem, Refused

FIELD: Final = "not_before"
FURTHEST: Final = timedelta(days=30)
PATIENCE: Final = timedelta(hours=1)  # how late Clark merges what was approved in time
OFTEN: Final = 300.0  # seconds between looks while it waits
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_EXAMPLE: Final = "Write it like 2026-12-01T02:00Z."


@dataclass(frozen=True)
class Chosen:
    """What a form says. `at` is None where it chose no time; `refusal` says what is wrong with it,
    at the field."""

    at: datetime | None = None
    refusal: Refused | None = None


AT_ONCE: Final = Chosen()


def chosen(raw: Mapping[str, Any], now: datetime) -> Chosen:
    """The time that a filled form chose, if it did. Without a zone it is UTC, as the form says."""
    if raw.get("when") != "at":
        return AT_ONCE
    text = str(raw.get(FIELD) or "").strip()
    if not text:
        return _wrong("The time is missing.", "Choose a date and a time, in UTC.")
    moment = read(text)
    if moment is None:
        return _wrong(f"“{text[:40]}” is not a date with a time.", _EXAMPLE)
    if moment <= now:
        why = f"{spoken(moment)} has passed; it is {spoken(now)}."
        return Chosen(moment, _refused(why, "Choose a later time, or now."))
    if moment > now + FURTHEST:
        why = f"{spoken(moment)} is more than {FURTHEST.days} days away."
        fix = f"Choose a time up to {spoken(now + FURTHEST)}, or ask later."
        return Chosen(moment, _refused(why, fix))
    return Chosen(moment)


def zoned(raw: Mapping[str, str], not_before: str = "") -> dict[str, str]:
    """The answers of a program, which names a time in its form or beside it and has to say the
    zone. A time stands for `when`. Raises `Refused` where the zone is missing, and where `when` or
    another time says otherwise."""
    named = [text for text in (not_before.strip(), str(raw.get(FIELD) or "").strip()) if text]
    if not named:
        return dict(raw)
    if raw.get("when") not in (None, "", "at"):
        why = f"when={raw['when']} and a time exclude each other."
        raise _refused(why, "Leave one of them away.")
    if len(set(named)) > 1:
        raise _refused("Two times are named.", "Leave one of them away.")
    if read(named[0]) is not None and datetime.fromisoformat(named[0]).tzinfo is None:
        raise _refused(f"{named[0]} does not say its time zone.", _EXAMPLE)
    return {**raw, "when": "at", FIELD: named[0]}


def spoken(moment: datetime) -> str:
    """1 December 2026 at 02:00 UTC."""
    at = moment.astimezone(UTC)
    return f"{at.day} {at:%B %Y} at {at:%H:%M} UTC"


def read(text: str) -> datetime | None:
    """A moment as people write it, in UTC; None where it is none. A date alone is none, whatever
    zone it names: nobody said midnight."""
    if not _MOMENT.match(text):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def early(not_before: datetime | None, at: datetime) -> float:
    """Seconds that are left until the time; 0 once it has come, or where none was chosen."""
    return max(0.0, (not_before - at).total_seconds()) if not_before else 0.0


def missed(not_before: datetime | None, at: datetime, *, approved: bool) -> bool:
    """Whether the time has gone by: unapproved at the time itself, approved an hour after it."""
    if not_before is None:
        return False
    return at > not_before + PATIENCE if approved else at >= not_before


def said_missed(not_before: datetime, author: str, *, approved: bool) -> str:
    """Why it is not merged any more, and what to do."""
    why = "Clark could not merge it in the hour after that" if approved else "nobody approved it"
    return (
        f"{author} chose {spoken(not_before)}, and {why}, so it is not merged. "
        "Ask again, with another time."
    )


# Private functions


def _wrong(why: str, fix: str) -> Chosen:
    return Chosen(refusal=_refused(why, fix))


def _refused(why: str, fix: str) -> Refused:
    return Refused(why, [Problem(FIELD, why, fix)])

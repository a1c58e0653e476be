"""Weekly maintenance windows as AWS writes them, in UTC: `sun:03:00-sun:04:00`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

AWS_CHOSE: Final = "the weekly window that AWS chose"

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SIDE: Final = r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)"
_WRITTEN: Final = re.compile(rf"{_SIDE}-{_SIDE}(?: UTC)?", re.IGNORECASE)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Opening:
    """One week's window, in UTC. It is open from `opens` until just before `closes`."""

    opens: datetime
    closes: datetime


def opening(window: str, now: datetime) -> Opening | None:
    """The window that is open now, or else the next one; None where the text is no window."""
    found = _WRITTEN.fullmatch(window.strip())
    if found is None:
        return None
    begins, ends = (_offset(*found.groups()[side : side + 3]) for side in (0, 3))
    lasts = (ends - begins) % _WEEK or _WEEK
    moment = now.astimezone(UTC)
    monday = (moment - timedelta(days=moment.weekday())).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    weeks = (monday + begins + _WEEK * week for week in (-1, 0, 1))
    opens = next(each for each in weeks if each + lasts > moment)
    return Opening(opens, opens + lasts)


def _offset(day: str, hour: str, minute: str) -> timedelta:
    """Since Monday at midnight."""
    days = _DAYS.index(day.lower())
    return timedelta(days=days, hours=int(hour), minutes=int(minute))

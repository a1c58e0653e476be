"""Maintenance windows such as `wed:06:38-wed:07:08` (UTC)."""

import re
from datetime import UTC, datetime, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
START = re.compile(r"(mon|tue|wed|thu|fri|sat|sun):(\d\d):(\d\d)-")


def opens(window: str, now: float, wait: float | None) -> float:
    """When pending changes may start, in seconds since the epoch.

    `wait` replaces the weekly window by a few seconds; None keeps the window as it is written.
    """
    if wait is not None:
        return now + wait
    found = START.match(window.lower())
    if found is None:
        return now
    moment = datetime.fromtimestamp(now, UTC)
    start = moment.replace(
        hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0
    ) + timedelta(days=(DAYS.index(found[1]) - moment.weekday()) % 7)
    return (start if start >= moment else start + timedelta(days=7)).timestamp()

"""Until when AWS supports a major version without extra charge, and machines that it replaced."""

from datetime import date
from typing import Any, Final

from clark.policy.practices.practice import Subject

# The last day of standard support, from the next day on AWS charges for Extended Support: of 11 and
# 12 as AWS announced it, of later ones by the same rule, the end of the February after PostgreSQL's
# own last release. Not compared with AWS's release calendars, which may move a day.
POSTGRESQL: Final = {
    "11": date(2024, 2, 29),
    "12": date(2025, 2, 28),
    "13": date(2026, 2, 28),
    "14": date(2027, 2, 28),
    "15": date(2028, 2, 29),
    "16": date(2029, 2, 28),
    "17": date(2030, 2, 28),
}
# As public pages tell of the Amazon ElastiCache User Guide, extended-support and engine-versions.
REDIS: Final = {
    "4": date(2026, 1, 31),
    "5": date(2026, 1, 31),
    "6": date(2027, 1, 31),
}
# Families by the word after "db." or "cache.".
OLD_DATABASES: Final = frozenset(["t1", "t2", "m1", "m2", "m3", "m4", "r3", "r4", "cr1"])
OLD_CACHES: Final = frozenset(["t1", "m1", "m2", "m3", "c1", "r3"])


def unknown(subject: Subject, calendar: dict[str, date]) -> str:
    """Why nothing can be said of a version."""
    version = subject.main.says(("spec", "forProvider", "engineVersion"))
    if version is None:
        return "The file names no version: AWS chose one."
    known = major(version) in calendar or _older(version, calendar)
    return "" if known else f"Clark knows no end of support for {version}."


def ended(subject: Subject, engine: str, calendar: dict[str, date]) -> str:
    """That standard support of its version has ended, "" where it has not or nobody knows."""
    version = subject.main.says(("spec", "forProvider", "engineVersion"))
    if _older(version, calendar):
        first = next(iter(calendar))
        return f"Standard support of {engine} {version} ended before that of {first}"
    last = calendar.get(major(version))
    if last is None or subject.today <= last:
        return ""
    return f"Standard support of {engine} {major(version)} ended on {last}"


def major(version: Any) -> str:
    return str(version).partition(".")[0]


def _older(version: Any, calendar: dict[str, date]) -> bool:
    """Than the oldest one in the calendar."""
    number = major(version)
    return number.isdecimal() and int(number) < int(next(iter(calendar)))


def family(machine: Any) -> str:
    """t3 of db.t3.medium."""
    parts = str(machine).split(".")
    return parts[1] if len(parts) > 1 else ""

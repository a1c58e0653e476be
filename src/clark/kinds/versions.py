"""Versions of engines as numbers: 14.9 < 14.10."""

import re
from typing import Any

Number = tuple[int, ...]


def number(version: Any) -> Number:
    """The parts of a version; empty when nothing is said. `6.x` is (6,)."""
    return tuple(int(part) for part in re.findall(r"\d+", str(version or "")))


def is_older(after: Number, before: Number) -> bool:
    """Whether `after` is a step back; 14 is not older than 14.9, it says less."""
    length = min(len(after), len(before))
    return after[:length] < before[:length]


def is_major(before: Number, after: Number, engine: str) -> bool:
    """Whether a step changes the major version: MySQL and MariaDB count two parts as one."""
    length = 2 if engine in ("mysql", "mariadb") else 1
    return bool(before and after) and before[:length] != after[:length]

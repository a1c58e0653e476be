"""Versions of engines, as the provider compares them."""

import re


def is_upgrade(wanted: str | None, present: str | None) -> bool:
    """Only a higher version is an update. "14" is satisfied by every 14.x."""
    if wanted is None or present is None:
        return False
    ours, theirs = _numbers(wanted), _numbers(present)
    return ours > theirs[: len(ours)]


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]

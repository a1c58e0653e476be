"""Semantic versions: `semver('1.2.3')` and what is asked of it. Rules: semver.org."""

import re
from typing import Any, Final

from clark.policy.cel.opaque import SEMVER, opaque, text_of

_NUMBER: Final = r"(0|[1-9][0-9]{0,19})"
_PART: Final = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_BUILD: Final = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_WRITTEN: Final = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_PART}(?:\.{_PART})*))?(?:\+{_BUILD})?"
)


def semver(text: str, normalize: bool = False) -> dict[str, Any]:
    """Raises ValueError for what is no version. What was built says nothing of the order."""
    found = _WRITTEN.fullmatch(_normalized(text) if normalize else text)
    if found is None:
        raise ValueError(f"{text[:64]!r} is no semantic version")
    *numbers, before = found.groups()
    return opaque(SEMVER, ".".join(numbers) + (f"-{before}" if before else ""))


def is_semver(text: str, normalize: bool = False) -> bool:
    try:
        semver(text, normalize)
    except ValueError:
        return False
    return True


def major(value: dict[str, Any]) -> int:
    return _numbers(value)[0]


def minor(value: dict[str, Any]) -> int:
    return _numbers(value)[1]


def patch(value: dict[str, Any]) -> int:
    return _numbers(value)[2]


def compare(value: dict[str, Any], other: dict[str, Any]) -> int:
    mine, its = _order(value), _order(other)
    return (mine > its) - (mine < its)


def is_less(value: dict[str, Any], other: dict[str, Any]) -> bool:
    return compare(value, other) < 0


def is_greater(value: dict[str, Any], other: dict[str, Any]) -> bool:
    return compare(value, other) > 0


# Private functions


def _normalized(text: str) -> str:
    """Without a leading v and leading zeros, and with the parts that are missing."""
    parts = [_without_zeros(part) for part in text.removeprefix("v").split(".", 2)]
    if len(parts) < 3 and re.search(r"[+-]", parts[-1]):
        raise ValueError("a short version has neither a pre-release nor a build")
    return ".".join([*parts, "0", "0"][:3] if len(parts) < 3 else parts)


def _without_zeros(part: str) -> str:
    stripped = part.lstrip("0") if len(part) > 1 else part
    return stripped if stripped[:1].isdigit() or stripped == part else "0" + stripped


def _numbers(value: dict[str, Any]) -> list[int]:
    return [int(part) for part in text_of(value).partition("-")[0].split(".")]


def _order(value: dict[str, Any]) -> tuple[Any, ...]:
    """A version before a release sorts before it; numbers sort before words."""
    _, _, before = text_of(value).partition("-")
    parts = before.split(".") if before else []
    words = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
    return *_numbers(value), not before, words

"""What people and programs send, before it goes anywhere: text, words to search for, pages."""

from collections.abc import Mapping
from typing import Any, Final

from clark.errors import Problem, Refused

LONGEST: Final = 10_000  # characters of a reason or a comment
LONGEST_ANSWER: Final = 1_000  # of one field of a form
PAGE: Final = 50  # rows of a list that people and programs turn the pages of
LAST_PAGE: Final = 1_000_000


def plain(text: str, field: str, longest: int = LONGEST) -> str:
    """The text, stripped. Raises `Refused` where it is too long or holds what no text holds.

    PostgreSQL keeps no NUL, and half of a surrogate pair is no character at all.
    """
    said = text.strip()
    if len(said) > longest:
        why = f"This has {len(said)} characters; {longest} are allowed."
        raise Refused(why, [Problem(field, why, "Make it shorter.")])
    hidden = next((each for each in said if each == "\0" or "\ud800" <= each <= "\udfff"), "")
    if hidden:
        why = f"This holds the character U+{ord(hidden):04X}, which is no text."
        raise Refused(why, [Problem(field, why, "Remove it.")])
    return said


def answers(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A filled form that may be kept. Raises `Refused` as `plain` does."""
    for name, value in raw.items():
        plain(name, "", LONGEST_ANSWER)
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, str):
                plain(each, name, LONGEST_ANSWER)
    return raw


def typed(value: Any) -> str:
    """A parameter as a form holds it: a switch is on or off."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)


def words(q: str) -> str:
    """Words to search for: what no text can hold is left out."""
    return "".join(each for each in q[:200] if each.isprintable()).strip()


def offset(page: int) -> int:
    """How many rows come before a page. Pages begin at 1; any number is a page."""
    return (min(max(page, 1), LAST_PAGE) - 1) * PAGE

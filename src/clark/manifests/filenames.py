"""Which paths of a repository are refused, whoever reads it: one rule for all of them. Pure.

Git takes any bytes but NUL for a name. A path is odd when it is another one on a disk, on a screen
or to the next program than it is in Git: it climbs out of its folder, hides a character, is too
long for a disk, or is the same as another one where upper and lower case are.

Links are no paths: `GitHost.tree` shows them without a blob, and nobody follows one.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final

LONGEST: Final = 1024  # bytes of a path
LONGEST_TEXT: Final = 4000  # characters of a sentence that quotes something
LONGEST_NAME: Final = 255  # bytes of one name in it, as file systems have it
SAME_BUT_FOR_CASE: Final = "differs from another in upper and lower case only"


def odd_path(path: str) -> str:
    """Why a path is refused, in words that follow “the path”; "" for a plain one."""
    names = path.split("/")
    if {"", ".", ".."} & {*names}:
        return "is no plain path inside the repository"
    if any(name.lower() == ".git" for name in names):
        return "lies in a .git folder"
    if not path.isprintable():
        return "holds a control character or one that cannot be seen"
    if "\\" in path:
        return "holds a backslash, or is not UTF-8"
    if len(path.encode()) > LONGEST or any(len(name.encode()) > LONGEST_NAME for name in names):
        return "is too long"
    return ""


def odd_paths(paths: Collection[str]) -> Mapping[str, str]:
    """Every path of a tree that is refused, with why. Of two that differ in case only, both are."""
    twice = _spelt_twice(paths)
    found = ((path, odd_path(path) or _twice(path, twice)) for path in paths)
    return {path: why for path, why in found if why}


def printable(path: str) -> str:
    """The path as it may be shown and kept: its odd characters escaped, cut where it is long."""
    shown = path if path.isprintable() else path.encode("unicode_escape").decode()
    if len(shown.encode()) <= LONGEST:
        return shown
    digest = hashlib.sha256(path.encode(errors="backslashreplace")).hexdigest()
    return f"{shown[:LONGEST_NAME]}… ({digest[:12]})"


def keepable(text: str) -> str:
    """A text as any database keeps it and any screen shows it: its lines stay, other characters
    that cannot be seen are escaped, and it is cut where it is longer than anybody reads."""
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


# Private functions


def _shown(letter: str) -> str:
    if letter.isprintable() or letter == "\n":
        return letter
    return letter.encode("unicode_escape").decode()


def _twice(path: str, twice: Collection[str]) -> str:
    return SAME_BUT_FOR_CASE if twice and any(each in twice for each in _above(path)) else ""


def _spelt_twice(paths: Collection[str]) -> frozenset[str]:
    """Paths and folders that have the same name as another where case does not count."""
    spelt: dict[str, set[str]] = {}
    for each in {each for path in paths for each in _above(path)}:
        same = unicodedata.normalize("NFC", unicodedata.normalize("NFC", each).casefold())
        spelt.setdefault(same, set()).add(each)
    return frozenset(each for same in spelt.values() if len(same) > 1 for each in same)


def _above(path: str) -> Iterator[str]:
    """The path, and each folder that it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]

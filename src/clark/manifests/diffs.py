"""Differences of two texts: for programs (unified) and for pages (rows)."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class DiffRow:
    """One line of a difference. `sign` is " ", "+" or "-"; `old` and `new` count from 1, None
    where the line is not on that side."""

    sign: str
    old: int | None
    new: int | None
    text: str


def diff(before: str | None, after: str | None, path: str) -> str:
    """A unified diff that `git apply` and `patch` take; "" when equal. None is no file."""
    name = path.lstrip("/")
    hunks = difflib.unified_diff(
        _lines(before),
        _lines(after),
        "/dev/null" if before is None else f"a/{name}",
        "/dev/null" if after is None else f"b/{name}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in hunks
    )


def diff_rows(before: str | None, after: str | None, context: int = 3) -> tuple[DiffRow, ...]:
    """The changed lines with those around them; a jump in the numbers is a gap."""
    old, new = _lines(before), _lines(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    groups = matcher.get_grouped_opcodes(context)
    return tuple(row for group in groups for row in _rows(group, old, new))


def _rows(
    group: list[tuple[str, int, int, int, int]], old: list[str], new: list[str]
) -> Iterator[DiffRow]:
    for tag, start, end, new_start, new_end in group:
        if tag == "equal":
            for offset, line in enumerate(old[start:end]):
                yield DiffRow(" ", start + offset + 1, new_start + offset + 1, line.rstrip("\r\n"))
            continue
        for number in range(start, end):
            yield DiffRow("-", number + 1, None, old[number].rstrip("\r\n"))
        for number in range(new_start, new_end):
            yield DiffRow("+", None, number + 1, new[number].rstrip("\r\n"))


def _lines(text: str | None) -> list[str]:
    """Lines with their ends. Not splitlines, which also splits where git does not."""
    *lines, last = (text or "").split("\n")
    return [line + "\n" for line in lines] + ([last] if last else [])

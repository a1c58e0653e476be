"""What people wrote, inside of Markdown that Clark writes. Pure."""

import re
from typing import Final

_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~#&]")
_BEGINS: Final = re.compile(r"^(\d*)([-+=.)])")  # of a list, or of a heading's underline
_INVISIBLE: Final = "\u200b"  # a Git host calls nobody whose name follows it


def literal(text: str) -> str:
    """The text as it reads, in one line: it is no heading, link, list or mention."""
    line = " ".join(text.split())
    escaped = _MARKS.sub(r"\\\g<0>", line).replace("@", f"@{_INVISIBLE}")
    return _BEGINS.sub(r"\1\\\2", escaped)


def code(text: str) -> str:
    """The text between backticks, of which it has none itself."""
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"

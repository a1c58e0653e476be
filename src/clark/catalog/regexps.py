"""Go's regexp, which is RE2 without \\C, on text that may be broken UTF-8."""

from dataclasses import dataclass
from typing import Any, Final

import re2

from clark.catalog.numbers import to_bytes, to_text
from clark.catalog.reading import Part

# A broken pattern is reported by Clark; the library need not print it too.
QUIET: Final = re2.Options()
QUIET.log_errors = False


@dataclass(frozen=True)
class Regexp:
    compiled: Any
    groups: int

    @classmethod
    def read(cls, part: Part) -> "Regexp":
        """Raises Broken where the text is no regular expression."""
        text = part.text()
        if "\\C" in text:
            raise part.broken(r"\C is no part of Go's regular expressions.")
        try:
            compiled = re2.compile(text, QUIET)
        except re2.error as error:
            raise part.broken(f"This regular expression cannot be used: {error}") from None
        return cls(compiled, compiled.groups)

    def finds(self, text: str) -> bool:
        return self.compiled.search(_valid(text)) is not None

    def group(self, text: str, number: int) -> str | None:
        """A group of the first match, "" where it took no part; None without match or group."""
        found = self.compiled.search(_valid(text))
        if found is None or number > self.groups:
            return None
        return found.group(number) or ""


def _valid(text: str) -> str:
    """Go's regexp sees each broken byte as the replacement character."""
    return (
        to_text(to_bytes(text)).encode("utf-8", "replace").decode() if not text.isascii() else text
    )

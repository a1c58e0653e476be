"""What is refused before any parser sees it: size, encoding, and characters that hide or mislead.

Kubernetes' reader takes U+0085, U+2028 and a lone CR for line breaks and a non-breaking space
for text, so that a reviewer sees other lines than the cluster. Bidirectional controls show a line
in another order than it is read (CVE-2021-42574).
"""

import re
from collections.abc import Iterator
from itertools import islice

from clark.manifests.refusal import MOST, Refusal, Unreadable, place

MAX_BYTES = 1024 * 1024

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BREAKS = "\x85\u2028\u2029"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff"
_SPACES = "\xa0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000"

# Escaped when written, so that what Clark writes is always read.
UNSAFE = re.compile(f"[{_CONTROLS}{_BREAKS}{_BIDI}\ufeff]")
_ASCII_TROUBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_TROUBLE = re.compile(
    f"(?P<bom>\ufeff)|(?P<bidi>[{_BIDI}])|(?P<newline>[{_BREAKS}]|\r(?!\n))"
    f"|(?P<control>[{_CONTROLS}])|(?<![^\n])[ \t]*(?:[-?][ \t]+)*(?P<space>[{_SPACES}])"
)
_RULES = {
    "bom": ("byte-order-mark", "a byte order mark; save the file as UTF-8 without one"),
    "bidi": ("bidi-control", "a character that changes the reading direction"),
    "newline": ("line-break", "a line break that only some readers see; end lines with LF or CRLF"),
    "control": ("control-character", "a control character; write it as an escape in double quotes"),
    "space": ("indentation", "a space that is not an ordinary one stands where a line begins"),
}


def decode(source: str | bytes) -> str:
    """The text of a file. Raises Unreadable when it is too large or not UTF-8."""
    if len(source) > MAX_BYTES:
        raise _too_large()
    if isinstance(source, str):
        if not source.isascii() and len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise _too_large()
        return source
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        read = source[: error.start].decode("utf-8")
        line, column = place(read, len(read))
        raise Unreadable([Refusal(line, column, "encoding", "this is not UTF-8")]) from None


def troubles(text: str) -> Iterator[Refusal]:
    """Every character that is refused, up to the number that is reported."""
    if text.isascii() and not _ASCII_TROUBLE.search(text):
        return
    for match in islice(_TROUBLE.finditer(text), MOST):
        group = str(match.lastgroup)
        offset = match.start(group)
        rule, reason = _RULES[group]
        yield Refusal(*place(text, offset), rule, f"U+{ord(text[offset]):04X}: {reason}")


def harmless(text: str) -> str:
    """The same text with each refused character replaced, so that the parser can go on
    looking for further reasons; positions stay."""
    return _TROUBLE.sub(lambda match: match[0][:-1] + " ", text)


def _too_large() -> Unreadable:
    return Unreadable([Refusal(1, 1, "too-large", "the file is larger than 1 MiB")])

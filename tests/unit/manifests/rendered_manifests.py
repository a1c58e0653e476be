"""Manifests as somebody else may have written them: many layouts of one value, with comments.

Deliberately independent of clark.manifests: quoting is JSON's, plain scalars are a small safe set.
"""

import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import strategies as st

_SAFE = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9-]*(?: [a-z0-9]+)*")
_LITERAL = re.compile(r"(?:[a-z0-9][a-z0-9 #:-]*\n)+(?:[a-z0-9]+\n?)?")

words = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
awkward = st.sampled_from(
    ["", "y", "no", "010", "1", "1e5", "~", "null", "12:30", "a: b", "a #b", "#a", "- a", "it's",
     'say "hi"', "back\\slash", "tab\there", "a/b", "${x}", "é", "😀", "a\u00a0b", "[a]", "{a}",
     "*a", "&a", "!a", "%a", "@a", "`a", "? a", "a?", "a,b", "--- a", "<<", "=", " lead", "trail ",
     "\u2028", "\u202e", "\x07", "\x7f", "\ufeff", "2024-01-01", "sun:05:00-sun:06:00", ".inf"]
)  # fmt: skip
lines = st.lists(words, min_size=1, max_size=3).map("\n".join)
paragraphs = st.builds(lambda text, end: text + end, lines, st.sampled_from(["", "\n", "\n\n"]))
texts = words | awkward | paragraphs | st.text(max_size=6).filter(lambda text: _encodes(text))
numbers = st.integers(-(2**63), 2**64 - 1) | st.integers(-3, 300)
scalars = (
    texts | numbers | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False)
)
keys = words | awkward
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)
manifests = st.dictionaries(keys, values, min_size=1, max_size=4)


@dataclass
class Rendered:
    """A text, and every comment in it with the path of the entry that it stands at."""

    text: str
    comments: dict[str, tuple[Any, ...]]


@dataclass
class Renderer:
    random: Random
    indent: int
    list_indent: int
    newline: str
    final_newline: bool
    comments: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    clipped: bool = False

    def render(self, documents: list[dict[str, Any]]) -> Rendered:
        parts = []
        for number, value in enumerate(documents):
            body = self._block(value, 0, (number,))
            parts += (["---"] if number else []) + body
        text = self.newline.join(parts)
        if self.final_newline or self.clipped:  # a clipped text must not end the file
            text += self.newline
        return Rendered(text, {note: at for note, at in self.comments.items() if note in text})

    def _block(self, value: Any, column: int, path: tuple[Any, ...]) -> list[str]:
        result: list[str] = []
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in entries:
            here = (*path, step)
            if result or isinstance(value, dict):
                result += self._noise(column, path)
            head = " " * column + ("-" if isinstance(value, list) else self._key(step) + ":")
            result += self._entry(head, part, column, here, isinstance(value, list))
        return result

    def _entry(
        self, head: str, part: Any, column: int, path: tuple[Any, ...], in_list: bool
    ) -> list[str]:
        if part and isinstance(part, dict | list) and self.random.random() < 0.7:
            if in_list:
                inner = self._block(part, column + 2, path)
                while inner and (not inner[0].strip() or inner[0].lstrip().startswith("#")):
                    inner.pop(0)
                return [f"{head} {inner[0][column + 2 :]}", *inner[1:]]
            step = self.indent if isinstance(part, dict) else self.list_indent
            return [head + self._comment(path), *self._block(part, column + step, path)]
        if isinstance(part, str) and _LITERAL.fullmatch(part) and self.random.random() < 0.7:
            chomping = "" if part.endswith("\n") else "-"
            self.clipped = self.clipped or not chomping
            body = [" " * (column + self.indent) + line for line in part.rstrip("\n").split("\n")]
            return [f"{head} |{chomping}{self._comment(path)}", *body]
        if part is None and self.random.random() < 0.5:
            return [head + self._comment(path)]
        return [f"{head} {self._inline(part, in_flow=False)}{self._comment(path)}"]

    def _inline(self, value: Any, *, in_flow: bool = True) -> str:
        if isinstance(value, dict):
            parts = (f"{self._key(key)}: {self._inline(part)}" for key, part in value.items())
            return "{" + ", ".join(parts) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._inline, value)) + "]"
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, float):
            shown = repr(value)
            return shown if "." in shown or "e" not in shown else shown.replace("e", ".0e")
        return json.dumps(value)

    def _key(self, key: str) -> str:
        return self._text(key)

    def _text(self, text: str) -> str:
        style = self.random.choice(["plain", "single", "double"])
        if style == "plain" and _SAFE.fullmatch(text):
            return text
        if style == "single" and text.isascii() and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return "".join(
            character if " " <= character <= "~" else _escape(character)
            for character in json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
        )

    def _comment(self, path: tuple[Any, ...]) -> str:
        return f"  {self._remember(path)}" if self.random.random() < 0.4 else ""

    def _noise(self, column: int, path: tuple[Any, ...]) -> list[str]:
        if self.random.random() < 0.2:
            return [" " * column + self._remember(path)]
        return [""] if self.random.random() < 0.1 else []

    def _remember(self, path: tuple[Any, ...]) -> str:
        comment = f"# note-{len(self.comments)}: 'it' \"is\""
        self.comments[comment] = path
        return comment


def _encodes(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


renderers = st.builds(
    Renderer,
    random=st.randoms(use_true_random=False),
    indent=st.sampled_from([2, 4]),
    list_indent=st.sampled_from([0, 2, 4]),
    newline=st.sampled_from(["\n", "\r\n"]),
    final_newline=st.booleans(),
)

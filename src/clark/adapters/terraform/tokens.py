"""HCL as a list of tokens, read strictly: what Terraform could read differently is refused.

Terraform's scanner is https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl. Where it
knows more than this one (identifiers of other alphabets, comments inside a template's code, three
dollar signs before a brace), the text counts as unreadable. So no code can hide from it: not in a
comment, not in a string inside an interpolation inside a string, not after a heredoc's end.

Needs nothing but Python: the same file runs in the customer's own workflow, beside the code.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ODD: Final = re.compile(r"\r(?!\n)|[^\S\n\r\t ]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
SPACE: Final = re.compile(r"[ \t\r]+")
COMMENT: Final = re.compile(r"(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
HEREDOC: Final = re.compile(r"<<-?([A-Za-z_][A-Za-z0-9_-]*)\r?\n")
MARK: Final = re.compile(r"::|=>|==|!=|<=|>=|&&|\|\||\.\.\.|~(?=\})|<(?!<)|[{}\[\]()=>+\-*/%!?:.,]")
ESCAPE: Final = re.compile(r'\\(?:[nrt"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
SIGNS: Final = re.compile(r"[$%]+")
PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
DEEPEST: Final = 40  # templates within templates


class Unreadable(Exception):
    """Not HCL, or not certainly what it seems to be. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class Token:
    """`kind` is name, number, string, heredoc, mark or newline. `text` is as written, of a string
    without its quotes; `inner` is the code of each of its interpolations and directives."""

    kind: str
    text: str
    line: int
    inner: tuple[tuple["Token", ...], ...] = ()

    def marks(self, text: str) -> bool:
        return self.kind == "mark" and self.text == text


def code(content: bytes) -> tuple[Token, ...]:
    """Of a file of code. Raises `Unreadable`."""
    text = _decoded(content)
    return _Scanner(text if text.endswith("\n") else f"{text}\n").code(0)


def template(content: bytes) -> tuple[tuple[Token, ...], ...]:
    """The code in a template: of a file that templatefile() is given. Raises `Unreadable`."""
    scanner = _Scanner(_decoded(content))
    return tuple(scanner.literal(0))


# Private functions


def _decoded(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(1, f"byte {error.start} is not UTF-8") from None
    odd = ODD.search(text)
    if odd:
        where = text.count("\n", 0, odd.start()) + 1
        raise Unreadable(where, f"it holds the character U+{ord(odd[0]):04X}")
    return text


class _Scanner:
    """`at` is where it reads, `end` where it stops: before a heredoc's end while it is in one."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._end = text, 0, len(text)
        self._breaks = [each.start() for each in re.finditer("\n", text)]

    def code(self, depth: int) -> tuple[Token, ...]:
        """To the end, or within a template to the brace that ends its code."""
        if depth > DEEPEST:
            raise self._unreadable("it is nested too deeply")
        found: list[Token] = []
        opened: list[str] = []
        while self._at < self._end:
            token = self._next(depth)
            if token is None:
                continue
            if depth and not opened and token.marks("}"):
                return tuple(found)
            if token.kind == "mark":
                self._match(token, opened)
            found.append(token)
        if depth or opened:
            raise Unreadable(found[-1].line if found else self._line(), "it ends too early")
        return tuple(found)

    def literal(self, depth: int) -> Iterator[tuple[Token, ...]]:
        """A template without quotes, to the end."""
        while self._at < self._end:
            if self._text[self._at] in "$%":
                yield from self._sign(depth)
            else:
                self._at += 1

    def _next(self, depth: int) -> Token | None:
        """The token that begins here; None for what says nothing."""
        line, char = self._line(), self._text[self._at]
        if char == "\n":
            self._at += 1
            return Token("newline", "\n", line)
        if self._took(SPACE):
            return None
        if self._took(COMMENT):
            if depth:
                raise Unreadable(line, "a comment is inside of a template's code")
            return None
        if char == '"':
            return self._string(depth)
        if self._text.startswith("<<", self._at):
            return self._heredoc(depth)
        if self._text.startswith("/*", self._at):
            raise Unreadable(line, "this comment does not end")
        for kind, pattern in (("name", NAME), ("number", NUMBER), ("mark", MARK)):
            text = self._took(pattern)
            if text:
                return Token(kind, text, line)
        raise Unreadable(line, f"“{char}” is not expected there")

    def _string(self, depth: int) -> Token:
        line, begin = self._line(), self._at + 1
        inner: list[tuple[Token, ...]] = []
        self._at = begin
        while self._at < self._end and self._text[self._at] not in '"\n':
            char = self._text[self._at]
            if char in "$%":
                inner += self._sign(depth)
            elif char != "\\":
                self._at += 1
            elif not self._took(ESCAPE):
                raise Unreadable(line, "Terraform knows no such escape in a string")
        if self._at >= self._end or self._text[self._at] == "\n":
            raise Unreadable(line, "a quoted string does not end on its line")
        self._at += 1
        return Token("string", self._text[begin : self._at - 1], line, tuple(inner))

    def _sign(self, depth: int) -> Iterator[tuple[Token, ...]]:
        """A run of dollar and per cent signs, with the code that it may begin."""
        signs = self._took(SIGNS)
        if self._at >= self._end or self._text[self._at] != "{":
            return
        if signs not in {"$", "%", "$$", "%%"}:
            raise self._unreadable(f"it is not clear whether {signs}{{ begins code")
        self._at += 1
        if len(signs) == 1:
            self._at += self._text.startswith("~", self._at)
            yield self.code(depth + 1)

    def _heredoc(self, depth: int) -> Token:
        """Terraform ends it at a line that is its marker but for spaces; so does this, also where
        Terraform would still be inside an interpolation, which then ends too early."""
        line, begin = self._line(), HEREDOC.match(self._text, self._at)
        if begin is None or depth:
            raise Unreadable(line, "a heredoc is not expected there")
        last = re.compile(rf"^[ \t]*{begin[1]}(?=[ \t\r]*$)", re.MULTILINE)
        end = last.search(self._text, begin.end())
        if end is None:
            raise Unreadable(line, "the end of this heredoc is not clear")
        outer, self._at, self._end = self._end, begin.end(), end.start()
        inner = tuple(self.literal(depth))
        self._at, self._end = end.end(), outer
        return Token("heredoc", self._text[begin.end() : end.start()], line, inner)

    def _match(self, token: Token, opened: list[str]) -> None:
        if token.text in PAIRS:
            opened.append(PAIRS[token.text])
        elif token.text in PAIRS.values() and (not opened or opened.pop() != token.text):
            raise Unreadable(token.line, f"“{token.text}” is not expected there")

    def _took(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at, self._end)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1

    def _unreadable(self, reason: str) -> Unreadable:
        return Unreadable(self._line(), reason)

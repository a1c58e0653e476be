"""Go's fmt.Sprintf for what a function holds: text, float64, int64, bool, null, lists, mappings.

Nothing is an error in Go: what does not fit is printed, as `%!d(float64=3)`. `GARBLED` finds that.
Three things that Go prints and nobody means are refused: addresses (%p), and numbers in binary or
hexadecimal exponents or with the flag # (%x, %#g).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from clark.catalog import goverbs
from clark.catalog.bounds import bounded, fit
from clark.catalog.goverbs import Flags
from clark.errors import Refused

GARBLED: Final = re.compile(r"%!.?\(")
FLAGS: Final = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
# Beyond this Go takes a width or precision for a mistake.
MOST: Final = 1_000_000


def sprintf(pattern: str, arguments: Sequence[Any]) -> str:
    """Raises Refused for what Clark does not print, and for what is too long."""
    if pattern.count("%") == pattern.count("%s") == len(arguments):
        texts = [argument for argument in arguments if isinstance(argument, str)]
        if len(texts) == len(arguments):
            fit(len(pattern) + sum(map(len, texts)))
            return pattern % tuple(texts)
    return _Directives(pattern, list(arguments)).run()


def shown(value: Any) -> str:
    """A value as %v prints it."""
    return value if isinstance(value, str) else goverbs.show(value, "v", Flags())


@dataclass
class _Directives:
    """One walk through a pattern. `next` is the argument whose turn it is."""

    pattern: str
    arguments: list[Any]
    at: int = 0
    next: int = 0
    reordered: bool = False
    good_index: bool = True
    after_index: bool = False

    def run(self) -> str:
        return "".join(bounded(self._pieces()))

    def _pieces(self) -> Iterator[str]:
        while self.at < len(self.pattern):
            percent = self.pattern.find("%", self.at)
            if percent < 0:
                percent = len(self.pattern)
            yield self.pattern[self.at : percent]
            self.at = percent
            if percent < len(self.pattern):
                self.at += 1
                yield self._directive()
        if not self.reordered and self.next < len(self.arguments):
            extra = ", ".join(bounded(map(_described, self.arguments[self.next :])))
            yield f"%!(EXTRA {extra})"

    def _directive(self) -> str:
        self.good_index, self.after_index = True, False
        flags, complaints = self._flags(), ""
        self._index()
        flags, complaint = self._width(flags)
        complaints += complaint
        flags, complaint = self._precision(flags)
        complaints += complaint
        if not self.after_index:
            self._index()
        if self.at >= len(self.pattern):
            return f"{complaints}%!(NOVERB)"
        verb = self.pattern[self.at]
        self.at += 1
        return complaints + self._print(verb, flags)

    def _print(self, verb: str, flags: Flags) -> str:
        if verb == "%":
            return "%"
        if not self.good_index:
            return f"%!{verb}(BADINDEX)"
        if self.next >= len(self.arguments):
            return f"%!{verb}(MISSING)"
        argument = self.arguments[self.next]
        self.next += 1
        if verb in ("v", "w"):
            flags = replace(flags, go=flags.sharp, sharp=False, plus=False)
        return goverbs.show(argument, verb, flags)

    def _flags(self) -> Flags:
        said: dict[str, bool] = {}
        while self.pattern[self.at : self.at + 1] in (*FLAGS,):
            said[FLAGS[self.pattern[self.at]]] = True
            self.at += 1
        return Flags(**said)

    def _width(self, flags: Flags) -> tuple[Flags, str]:
        if self._star():
            number = self._number_argument()
            self.after_index = False
            if number is None:
                return flags, "%!(BADWIDTH)"
            if number < 0:
                return replace(flags, width=-number, minus=True, zero=False), ""
            return replace(flags, width=number), ""
        width = self._digits()
        if self.after_index and width is not None:
            self.good_index = False
        return replace(flags, width=width), ""

    def _precision(self, flags: Flags) -> tuple[Flags, str]:
        if self.pattern[self.at : self.at + 1] != "." or self.at + 1 >= len(self.pattern):
            return flags, ""
        self.at += 1
        if self.after_index:
            self.good_index = False
        self._index()
        if self._star():
            number = self._number_argument()
            self.after_index = False
            if number is None or number < 0:
                return flags, "%!(BADPREC)"
            return replace(flags, precision=number), ""
        return replace(flags, precision=self._digits() or 0), ""

    def _star(self) -> bool:
        found = self.pattern[self.at : self.at + 1] == "*"
        self.at += found
        return found

    def _digits(self) -> int | None:
        start = self.at
        while self.pattern[self.at : self.at + 1] in (*"0123456789",):
            self.at += 1
        if self.at == start:
            return None
        if int(self.pattern[start : self.at]) > MOST:
            raise Refused("A width or precision in a format is too large.")
        return int(self.pattern[start : self.at])

    def _number_argument(self) -> int | None:
        """The argument that * stands for, if `convert` made it a whole number."""
        if self.next >= len(self.arguments):
            return None
        argument = self.arguments[self.next]
        self.next += 1
        good = type(argument) is int and -MOST <= argument <= MOST
        return argument if good else None

    def _index(self) -> None:
        """An explicit [n] says which argument comes next."""
        self.after_index = False
        if self.pattern[self.at : self.at + 1] != "[":
            return
        self.reordered = True
        end = self.pattern.find("]", self.at)
        number = self.pattern[self.at + 1 : end] if end > 0 else ""
        self.at = end + 1 if end > 0 else self.at + 1
        self.after_index = number.isascii() and number.isdigit()
        if self.after_index and 1 <= int(number) <= len(self.arguments):
            self.next = int(number) - 1
        else:
            self.good_index = False


def _described(argument: Any) -> str:
    if argument is None:
        return "<nil>"
    return f"{goverbs.type_name(argument)}={shown(argument)}"

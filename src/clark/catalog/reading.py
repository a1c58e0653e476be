"""Reading a definition or a composition: every value knows the file and line it came from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from clark.errors import Refused
from clark.manifests import Document, Path, Unreadable, read

T = TypeVar("T")


@dataclass(frozen=True)
class BrokenOffering:
    """Why an offering cannot be offered, and where to mend it."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class Broken(Refused):
    """The files of an offering cannot be used. Carries every flaw that was found."""

    def __init__(self, *flaws: BrokenOffering) -> None:
        super().__init__("; ".join(str(flaw) for flaw in flaws))
        self.flaws = flaws


@dataclass(frozen=True)
class Part:
    """A value inside a file. `above` counts the lines of the file before its document."""

    file: str
    document: Document
    value: Any
    path: Path = ()
    above: int = 0

    @property
    def line(self) -> int:
        return self.above + self.document.line_of(self.path)

    @property
    def name(self) -> str:
        """What people call it: its own key, or the key of the list it is in."""
        return next((key for key in reversed(self.path) if isinstance(key, str)), "the file")

    def broken(self, reason: str) -> Broken:
        return Broken(BrokenOffering(self.file, self.line, reason))

    def only(self, known: Iterable[str], unsupported: Iterable[str] = ()) -> "Part":
        """This part, if it has no other keys: the real readers ignore or reject them too."""
        later = frozenset(unsupported)
        flaws = [
            member.broken(
                f"{key} is not supported by Clark yet."
                if key in later
                else f"{key} is not a field of {self.name}."
            ).flaws[0]
            for key, member in self.members()
            if key not in {*known}
        ]
        if flaws:
            raise Broken(*flaws)
        return self

    def find(self, *keys: str) -> "Part | None":
        """The part below these keys, or None where one is missing."""
        part = self
        for key in keys:
            below = part._mapping()
            if key not in below:
                return None
            part = Part(self.file, self.document, below[key], (*part.path, key), self.above)
        return part

    def at(self, *keys: str) -> "Part":
        found = self.find(*keys)
        if found is None:
            raise self.broken(f"{'.'.join(keys)} is missing.")
        return found

    def text(self, *keys: str, default: str | None = None) -> str:
        part = self.find(*keys)
        if part is None and default is not None:
            return default
        part = part or self.at(*keys)
        if not isinstance(part.value, str):
            raise part.broken(f"{part.name} must be text; put it in quotes.")
        return part.value

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """The text below this key, which must be one of those known."""
        said = self.text(key, default=default)
        if said not in (names := tuple(known)):
            raise self.at(key).broken(f"{key} is one of {', '.join(names)}, not {said or 'empty'}.")
        return said

    def whole(self, *keys: str) -> int | None:
        """The whole number below these keys, or None where there is none."""
        part = self.find(*keys)
        if part is None:
            return None
        if not isinstance(part.value, int) or isinstance(part.value, bool):
            raise part.broken(f"{part.name} must be a whole number.")
        return part.value

    def parts(self, *keys: str) -> tuple["Part", ...]:
        """The parts of the list below these keys; none where the list is missing."""
        part = self.find(*keys)
        if part is None:
            return ()
        if not isinstance(part.value, list):
            raise part.broken(f"{part.name} must be a list.")
        return tuple(
            Part(self.file, self.document, value, (*part.path, index), self.above)
            for index, value in enumerate(part.value)
        )

    def texts(self, *keys: str) -> tuple[str, ...]:
        return tuple(part.text() for part in self.parts(*keys))

    def members(self) -> Iterator[tuple[str, "Part"]]:
        for key in self._mapping():
            yield key, self.at(key)

    def _mapping(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.broken(f"{self.name} must be a mapping of names to values.")
        return self.value


def gather(parts: Iterable[Part], read_one: Callable[[Part], T]) -> tuple[T, ...]:
    """Read every part. Raises one `Broken` with the flaws of all of them."""
    flaws: list[BrokenOffering] = []
    found: list[T] = []
    for part in parts:
        try:
            found.append(read_one(part))
        except Broken as broken:
            flaws += broken.flaws
    if flaws:
        raise Broken(*flaws)
    return tuple(found)


def open_file(path: str, text: str, api_version: str, kind: str) -> Part:
    """The one document of a file, which must be of this kind."""
    root = open_text(path, text)
    said = (root.text("apiVersion"), root.text("kind"))
    if said != (api_version, kind):
        raise root.broken(f"This must be a {kind} of {api_version}, not a {said[1]} of {said[0]}.")
    return root


def open_text(path: str, text: str, above: int = 0) -> Part:
    """The one YAML document of a text. `above` as in `Part`."""
    try:
        documents = read(text)
    except Unreadable as unreadable:
        raise Broken(
            *(BrokenOffering(path, above + flaw.line, flaw.reason) for flaw in unreadable.refusals)
        ) from None
    if len(documents) != 1:
        raise Broken(BrokenOffering(path, above + 1, "There must be one document here."))
    return Part(path, documents[0], documents[0].value, (), above)

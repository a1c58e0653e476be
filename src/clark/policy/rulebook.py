"""Files of rules that only Clark reads: one document with a list, held to a schema by line.

A field that is not known is refused by name: a rule that Clark would skip in silence is a hole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from clark.errors import sentence
from clark.kinds import KINDS
from clark.manifests import Document, Path, Unreadable, read, show_path
from clark.policy.findings import Unread

API_VERSION: Final = "platform.clark.dev/v1alpha1"
MOST: Final = 200  # entries of a list

TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 253}
NAME: Final = {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"}
REASON: Final = {"type": "string", "maxLength": 500}
_KINDS: Final = [known.kind for known in KINDS if not known.part_of]
Schema = Mapping[str, Any]


def some(values: Schema) -> dict[str, Any]:
    """One value, or a list of them."""
    return {"if": {"type": "array"}, "then": listed(values), "else": values}


def listed(values: Schema) -> dict[str, Any]:
    return {
        "type": "array",
        "items": values,
        "minItems": 1,
        "maxItems": MOST,
        "uniqueItems": True,
    }


def fields(*required: str, **properties: Schema) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


# What a rule is about; what is not named matches any.
PLACES: Final[Mapping[str, Schema]] = {
    "team": some(TEXT),
    "environment": some(TEXT),
    "kind": some({"enum": _KINDS}),
    "region": some(TEXT),
}


@dataclass(frozen=True)
class Entry:
    """One entry of the list as it is written, and its line."""

    line: int
    said: Mapping[str, Any]


Wrong = Callable[[Entry], Iterable[str]]


@dataclass(frozen=True)
class Rulebook:
    """A kind of such a file: its name, the field of its list, and the schema of an entry.

    `purpose` is said of an entry that has a name and does nothing.
    """

    file: str
    kind: str
    field: str
    entry: Schema
    purpose: str

    def read(self, text: str | None, wrong: Wrong) -> tuple[tuple[Entry, ...], tuple[Unread, ...]]:
        """The entries, where nothing is wrong with any; else everything that is. Never raises.

        `wrong` says what the schema cannot. Without the file there are no entries.
        """
        if text is None:
            return (), ()
        try:
            documents = read(text)
        except Unreadable as refused:
            return (), tuple(
                Unread(self.file, at.line, at.column, at.rule, at.reason) for at in refused.refusals
            )
        if len(documents) != 1:
            why = f"The file holds {len(documents)} documents, and one is read."
            return (), (self._fault(1, why),)
        if broken := tuple(self._faults(documents[0])):
            return (), broken
        entries = tuple(self._entries(documents[0]))
        reasons = (
            *_doubled(entries),
            *((each.line, why) for each in entries for why in wrong(each)),
        )
        broken = tuple(self._fault(line, why) for line, why in reasons)
        return ((), broken) if broken else (entries, ())

    # Private functions

    def _entries(self, document: Document) -> Iterator[Entry]:
        for index, said in enumerate(document.value["spec"][self.field]):
            yield Entry(document.line_of(("spec", self.field, index, "name")), said)

    def _fault(self, line: int, reason: str) -> Unread:
        return Unread(self.file, line, 1, self.kind.lower(), reason)

    def _faults(self, document: Document) -> Iterator[Unread]:
        whole = fields(
            "apiVersion",
            "kind",
            "spec",
            apiVersion={"const": API_VERSION},
            kind={"const": self.kind},
            metadata=fields(name=TEXT),
            spec=fields(
                self.field, **{self.field: {"type": "array", "items": self.entry, "maxItems": MOST}}
            ),
        )
        for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(document.value):
            path = tuple(error.instance_path)
            said = self._idle(path, error) or _told(path, error)
            yield self._fault(document.line_of(path), said)

    def _idle(self, path: Path, error: jsonschema_rs.ValidationError) -> str:
        """Of an entry as a whole only what it has to say at all can be wrong."""
        named = getattr(error.kind, "unexpected", None) or getattr(error.kind, "property", None)
        whole = len(path) == 3 and path[:2] == ("spec", self.field)
        return f"{show_path(path)}: {self.purpose}" if whole and not named else ""


def values(match: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """A rule's `match` with every value in a set."""
    return {
        part: frozenset([said] if isinstance(said, str) else said) for part, said in match.items()
    }


def _doubled(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    names: dict[str, int] = {}
    for each in entries:
        name = each.said["name"]
        if name in names:
            yield each.line, f"The name {name} stands on line {names[name]} already."
        names.setdefault(name, each.line)


def _told(path: Path, error: jsonschema_rs.ValidationError) -> str:
    where = show_path(path)
    if unexpected := getattr(error.kind, "unexpected", None):
        place = f" of {where}" if where else ""
        return f"{', '.join(unexpected)}{place} is not known, so it would not be heeded."
    if missing := getattr(error.kind, "property", None):
        return f"{missing} is missing{f' in {where}' if where else ''}."
    if path[-2:-1] == ("match",) and path[-1] == "kind":
        return f"{where}: a kind is one of {', '.join(_KINDS)}."
    return sentence(f"{where}: {error.message}" if where else error.message)

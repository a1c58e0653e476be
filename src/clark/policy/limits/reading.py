"""Reading limits.yaml: text → limits, or what is wrong with it, by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import jsonschema_rs

from clark.errors import sentence
from clark.kinds import KINDS
from clark.manifests import Document, Path, Unreadable, read, show_path
from clark.policy.findings import Unread
from clark.policy.limits.limit import MEASURES, Limit

FILE: Final = "limits.yaml"
API_VERSION: Final = "platform.clark.dev/v1alpha1"
KIND: Final = "Limits"
PARTS: Final = ("team", "environment", "kind", "region")
MOST: Final = 1_000_000_000  # of anything; more is a slip of the hand
LISTED: Final = 200

_TEXT = {"type": "string", "minLength": 1, "maxLength": 253}
_VALUES = {
    "anyOf": [
        _TEXT,
        {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": LISTED, "uniqueItems": True},
    ]
}
_KINDS = {"enum": [known.kind for known in KINDS if not known.part_of]}
_OF_KINDS = {
    "anyOf": [_KINDS, {"type": "array", "items": _KINDS, "minItems": 1, "uniqueItems": True}]
}
_LIMIT = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"},
        "reason": {"type": "string", "maxLength": 500},
        "match": {
            "type": "object",
            "properties": dict.fromkeys(PARTS, _VALUES) | {"kind": _OF_KINDS},
            "additionalProperties": False,
        },
        "each": {
            "type": "array",
            "items": {"enum": list(PARTS)},
            "uniqueItems": True,
            "minItems": 1,
        },
        "most": {
            "type": "object",
            "properties": {
                measure: {"type": "integer", "minimum": 0, "maximum": MOST} for measure in MEASURES
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
        "sizes": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": LISTED},
    },
    "required": ["name"],
    "anyOf": [{"required": ["most"]}, {"required": ["sizes"]}],
    "additionalProperties": False,
}
_WHOLE: Final = jsonschema_rs.Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "apiVersion": {"const": API_VERSION},
            "kind": {"const": KIND},
            "metadata": {
                "type": "object",
                "properties": {"name": _TEXT},
                "additionalProperties": False,
            },
            "spec": {
                "type": "object",
                "properties": {"limits": {"type": "array", "items": _LIMIT, "maxItems": LISTED}},
                "required": ["limits"],
                "additionalProperties": False,
            },
        },
        "required": ["apiVersion", "kind", "spec"],
        "additionalProperties": False,
    }
)


@dataclass(frozen=True)
class LimitSet:
    """The limits of one customer, and what is wrong with their file.

    Broken limits are no permission: while `broken` is not empty, every review denies.
    """

    limits: tuple[Limit, ...] = ()
    broken: tuple[Unread, ...] = ()

    @classmethod
    def load(cls, text: str | None) -> Self:
        """From the text of limits.yaml; without the file nothing is limited. Never raises."""
        if text is None:
            return cls()
        try:
            documents = read(text)
        except Unreadable as refused:
            return cls(
                broken=tuple(
                    Unread(FILE, at.line, at.column, at.rule, at.reason) for at in refused.refusals
                )
            )
        if len(documents) != 1:
            why = f"The file holds {len(documents)} documents, and one is read."
            return cls(broken=(Unread(FILE, 1, 1, "documents", why),))
        document = documents[0]
        if broken := tuple(_faults(document)):
            return cls(broken=broken)
        listed = document.value["spec"]["limits"]
        return cls(tuple(_limit(document, index, each) for index, each in enumerate(listed)))

    def named(self, name: str) -> Limit | None:
        return next((limit for limit in self.limits if limit.name == name), None)


# Private functions


def _faults(document: Document) -> Iterator[Unread]:
    found = False
    for error in _WHOLE.iter_errors(document.value):
        found = True
        path = tuple(error.instance_path)
        yield Unread(FILE, document.line_of(path), 1, "limits", _told(path, error))
    if found:
        return
    names: dict[str, int] = {}
    for index, each in enumerate(document.value["spec"]["limits"]):
        line = document.line_of(_at(index))
        if each["name"] in names:
            why = f"The limit {each['name']} stands on line {names[each['name']]} already."
            yield Unread(FILE, line, 1, "limits", why)
        names.setdefault(each["name"], line)
        for part in set(each.get("match", {})) & set(each.get("each", ())):
            if isinstance(each["match"][part], str):
                why = f"{each['name']} is of one {part}, so “each {part}” says nothing more."
                yield Unread(FILE, line, 1, "limits", why)


def _told(path: Path, error: jsonschema_rs.ValidationError) -> str:
    where = show_path(path)
    if unexpected := getattr(error.kind, "unexpected", None):
        place = f" of {where}" if where else ""
        return f"{', '.join(unexpected)}{place} is not known, so it would not be counted."
    if missing := getattr(error.kind, "property", None):
        return f"{missing} is missing{f' in {where}' if where else ''}."
    if path[:2] == ("spec", "limits") and len(path) == 3:
        return f"{where}: say most (of {', '.join(MEASURES)}), or sizes."
    if "kind" in path:
        return f"{where}: a kind is one of {', '.join(_KINDS['enum'])}."
    return sentence(f"{where}: {error.message}" if where else error.message)


def _at(index: int) -> Path:
    return ("spec", "limits", index, "name")


def _limit(document: Document, index: int, said: Mapping[str, Any]) -> Limit:
    match = said.get("match", {})
    return Limit(
        name=said["name"],
        line=document.line_of(_at(index)),
        match={
            part: frozenset([values] if isinstance(values, str) else values)
            for part, values in match.items()
        },
        each=tuple(said.get("each", ())),
        most=said.get("most", {}),
        sizes=tuple(said["sizes"]) if "sizes" in said else None,
        reason=said.get("reason", ""),
    )

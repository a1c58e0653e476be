"""What has not the shape of the schema, in words for people instead of the library's."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from clark.errors import sentence

# pydantic's types of errors (docs.pydantic.dev/latest/errors/validation_errors), by how they begin.
WORDS: Final = {
    "missing": "is missing",
    "string": "must be text",
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "list": "must be a list",
    "dict": "must be an object with fields",
    "model": "must be an object with fields",
    "greater_than": "is too small",
    "less_than": "is too large",
}


def told(errors: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The field as the caller wrote it, and what is wrong with it."""
    for error in errors:
        yield _field(error["loc"]), _reason(error)


# Private functions


def _field(place: Iterable[Any]) -> str:
    """Without where it stood, and without the name that the code gives to a whole body or query."""
    where, *path = (str(part) for part in place)
    if where == "body" or (where == "query" and len(path) > 1):
        path = path[1:]
    return ".".join(path)


def _reason(error: Mapping[str, Any]) -> str:
    kind, said = str(error["type"]), str(error["msg"])
    if kind in {"literal_error", "enum"}:
        return f"must be one of {error['ctx']['expected'].replace(chr(39), '')}."
    plain = next((words for begin, words in WORDS.items() if kind.startswith(begin)), "")
    return sentence(plain or said.removeprefix("Value error, "))

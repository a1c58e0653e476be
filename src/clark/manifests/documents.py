"""Adding whole documents to a text, and taking them away; every other one stays byte for byte."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from clark.errors import Refused
from clark.manifests.reading import read
from clark.manifests.values import plain, same
from clark.manifests.writing import write

# Kubernetes cuts a stream at every line that begins with ---.
_MARKER: Final = re.compile(r"^---", re.MULTILINE)


def append(text: str, values: Sequence[Mapping[str, Any]]) -> str:
    """The text with further documents at its end. Raises Refused, Unreadable."""
    if not values:
        return text
    ended = text if text.endswith("\n") else f"{text}\n"
    added = f"{ended}---\n{write(values)}"
    wanted = [*(each.value for each in read(text)), *(plain(value) for value in values)]
    return _checked(added, wanted)


def remove(text: str, documents: Sequence[int]) -> str:
    """The text without the documents of these indexes. Raises Refused, Unreadable."""
    if not documents:
        return text
    kept = [each.value for each in read(text) if each.index not in documents]
    parts = _parts(text)
    return _checked(
        "".join(part for index, part in enumerate(parts) if index not in documents), kept
    )


def _parts(text: str) -> list[str]:
    """The text cut before each document; what stands above the first marker is the first's."""
    starts = [found.start() for found in _MARKER.finditer(text)]
    above = text[: starts[0]] if starts else text
    if any(line.strip() and not line.startswith("#") for line in above.splitlines()):
        starts = [0, *starts]
    elif starts:
        starts[0] = 0
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _checked(text: str, wanted: Sequence[Mapping[str, Any]]) -> str:
    if not same([dict(each.value) for each in read(text)], [dict(value) for value in wanted]):
        raise Refused("Clark cannot make this change without touching other parts of the file")
    return text

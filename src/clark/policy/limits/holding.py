"""What one service's file holds, as limits count it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from clark import kinds
from clark.kinds import Kind
from clark.manifests import Document, Path, Unreadable, get, read
from clark.policy.layout import directory

TEAM: Final[Path] = ("metadata", "labels", "clark.dev/team")


@dataclass(frozen=True)
class Sized:
    """One size that a file names, and where."""

    label: str
    path: Path
    line: int
    size: str


@dataclass(frozen=True)
class Holding:
    """One service. `storage` is in GB: what it has, or may grow to by itself. `monthly` is USD, of
    what of it is priced; `unpriced` where something is not. Whoever knows prices fills these in.

    A file that cannot be read is a service of its directory without kind and team: what was made
    of it before runs on.
    """

    file: str
    region: str
    environment: str
    kind: str = ""
    team: str = ""
    sizes: tuple[Sized, ...] = ()
    storage: int = 0
    label: str = ""
    monthly: Decimal = Decimal(0)
    unpriced: bool = False


def holding(path: str, text: str | None) -> Holding | None:
    """What the text at a path holds; None where it is no service's file, or is gone."""
    place = directory(path)
    if place is None or text is None or not path.endswith("/service.yaml"):
        return None
    empty = Holding(path, place.region, place.environment)
    try:
        known = list(_known(read(text)))
    except Unreadable:
        return empty
    main = next((document for document, kind in known if not kind.part_of), None)
    if main is None:
        return empty
    return Holding(
        file=path,
        region=place.region,
        environment=place.environment,
        kind=main.kind,
        team=str(get(main.value, TEAM, "")),
        sizes=tuple(size for document, kind in known for size in _sizes(document, kind)),
        storage=sum(_storage(document.value, kind) for document, kind in known),
        label=main.label,
    )


# Private functions


def _known(documents: tuple[Document, ...]) -> Iterator[tuple[Document, Kind]]:
    for document in documents:
        kind = kinds.served(document.api_version.partition("/")[0], document.kind)
        if kind is not None:
            yield document, kind


def _sizes(document: Document, kind: Kind) -> Iterator[Sized]:
    if kind.size is None:
        return
    found = get(document.value, kind.size)
    for size in found if isinstance(found, list) else [found]:
        if isinstance(size, str):
            line = document.line_of(kind.size)
            yield Sized(document.label, kind.size, line, size)


def _storage(value: Mapping[str, Any], kind: Kind) -> int:
    found = (get(value, path) for path in kind.storage)
    return max((each for each in found if isinstance(each, int) and each > 0), default=0)

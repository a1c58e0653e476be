"""Which offerings are in force: as they are now, or as they were when they last were good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clark.catalog.loading import folders, load, pair
from clark.catalog.offering import Catalog, Offering
from clark.catalog.reading import BrokenOffering


@dataclass(frozen=True)
class Standing:
    """One folder of offerings. `offering` is in force, read from `files`; None where nothing is.

    `broken` says what is wrong with the files of now; then `offering` is the last good one.
    """

    name: str
    offering: Offering | None
    files: Mapping[str, str]
    broken: tuple[BrokenOffering, ...] = ()


def in_force(current: Mapping[str, str], last_good: Mapping[str, str]) -> tuple[Standing, ...]:
    """Per offering, by name. Both are path -> text of the control repository.

    An offering whose files are gone is gone: whoever deletes them means it.
    """
    return tuple(_standing(name, current, last_good) for name in sorted(folders(current)))


def _standing(name: str, current: Mapping[str, str], last_good: Mapping[str, str]) -> Standing:
    files = pair(name, current)
    now = load(files)
    if now.offerings:
        return Standing(name, now.offerings[0], files)
    before = pair(name, last_good)
    kept = load(before).offerings
    if not kept:
        return Standing(name, None, {}, now.broken)
    return Standing(name, kept[0], before, now.broken)


def offered(standings: Iterable[Standing]) -> Catalog:
    """What can be ordered, and what is wrong."""
    several = tuple(standings)
    return Catalog(
        tuple(one.offering for one in several if one.offering is not None),
        tuple(flaw for one in several for flaw in one.broken),
    )


def good_files(standings: Iterable[Standing]) -> dict[str, str]:
    """What to remember as last good."""
    return {path: text for one in standings for path, text in one.files.items()}

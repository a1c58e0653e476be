"""Which offerings are in force: as they are now, or as they were when they last were good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clark.catalog.loading import folders, load_one, pair
from clark.catalog.offering import Catalog, Offering
from clark.catalog.reading import Broken, BrokenOffering
from clark.catalog.surroundings import described, surroundings

Flaws = tuple[BrokenOffering, ...]


@dataclass(frozen=True)
class Standing:
    """One folder of offerings; without a name what is wrong and belongs to none.

    `offering` is in force, read from `files`; None where nothing is. `broken` says what is wrong
    with the files of now; then `offering` is the last good one.
    """

    name: str
    offering: Offering | None
    files: Mapping[str, str]
    broken: Flaws = ()


def in_force(current: Mapping[str, str], last_good: Mapping[str, str]) -> tuple[Standing, ...]:
    """Per offering, by name. Both are path -> text of the control repository.

    An offering whose files are gone is gone: whoever deletes them means it. The surroundings are
    the current ones, for the last good offerings too; what is broken there belongs to no offering.
    """
    around = described(current)
    flaws = list(surroundings(around).broken)
    found: list[Standing] = []
    for name in sorted(folders(current)):
        standing, odd = _standing(name, (pair(name, current), pair(name, last_good)), around)
        found.append(standing)
        flaws += odd
    if flaws:
        found.append(Standing("", None, {}, tuple(flaws)))
    return tuple(found)


def _standing(
    name: str, files: tuple[Mapping[str, str], Mapping[str, str]], around: Mapping[str, str]
) -> tuple[Standing, Flaws]:
    """And what is wrong with places, where it cannot be made."""
    current, before = files
    try:
        offering, odd = load_one(name, current, around)
        return Standing(name, offering, current), odd
    except Broken as broken:
        flaws = broken.flaws
    try:
        offering, odd = load_one(name, before, around)
        return Standing(name, offering, before, flaws), odd
    except Broken:
        return Standing(name, None, {}, flaws), ()


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

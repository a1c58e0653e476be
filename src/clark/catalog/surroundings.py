"""What each cluster stands in: the files `clusters/<environment>/<region>/environment.yaml`.

Each holds the EnvironmentConfig that Crossplane has in that cluster, so that what Clark renders is
what the cluster would. A broken one is reported by file and line and takes away that place only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from clark.catalog.pipeline import Configs
from clark.catalog.reading import Broken, BrokenOffering, open_file

FOLDER: Final = "clusters"
FILE: Final = "environment.yaml"
ENVIRONMENT_CONFIG: Final = ("apiextensions.crossplane.io/v1beta1", "EnvironmentConfig")

PLACE: Final = ("environment", "region")  # what is asked for, by the names of the fields
Place = tuple[str, str]
Places = Mapping[Place, Configs]


@dataclass(frozen=True)
class Surroundings:
    """The places that are described, and what is wrong with those that are not."""

    places: Places
    broken: tuple[BrokenOffering, ...] = ()


def place_of(path: str) -> Place | None:
    """Which place a file of the control repository describes."""
    parts = path.split("/")
    if len(parts) == 4 and parts[0] == FOLDER and parts[3] == FILE:
        return parts[1], parts[2]
    return None


def path_of(place: Place) -> str:
    return f"{FOLDER}/{place[0]}/{place[1]}/{FILE}"


def described(files: Mapping[str, str]) -> dict[str, str]:
    """The files of the control repository that describe a place."""
    return {path: text for path, text in files.items() if place_of(path)}


def surroundings(files: Mapping[str, str]) -> Surroundings:
    """Path -> text of the control repository, of which the places are read."""
    places: dict[Place, Configs] = {}
    broken: list[BrokenOffering] = []
    for path, text in sorted(files.items()):
        place = place_of(path)
        if place is None:
            continue
        try:
            places[place] = _read(path, text)
        except Broken as flawed:
            broken += flawed.flaws
    return Surroundings(places, tuple(broken))


# Private functions


@lru_cache(maxsize=512)  # every offering is read with the same files
def _read(path: str, text: str) -> Configs:
    root = open_file(path, text, *ENVIRONMENT_CONFIG)
    root.only(("apiVersion", "kind", "metadata", "data"))
    root.at("metadata").only(("name", "labels", "annotations"))
    name, data = root.text("metadata", "name"), root.at("data")
    if not isinstance(data.value, dict):
        raise data.broken("data must be a mapping of names to values.")
    return {name: data.value}

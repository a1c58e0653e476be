"""From the files of the control repository to the catalog.

An offering is a folder `offerings/<plural>/` with definition.yaml and composition.yaml. A broken
one is reported by file and line and takes no other with it. What compositions read of their
surroundings is in files beside: see `surroundings`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from clark.catalog.composition import RENDERER, Composition, read_composition
from clark.catalog.definition import Definition, read_definition
from clark.catalog.form import read_form
from clark.catalog.offering import Catalog, FormField, Offering
from clark.catalog.pipeline import Configs
from clark.catalog.reading import Broken, BrokenOffering
from clark.catalog.rendering import SERVICE_FILE, render
from clark.catalog.surroundings import PLACE, Place, described, path_of, surroundings

FOLDER: Final = "offerings/"
DEFINITION: Final = "definition.yaml"
COMPOSITION: Final = "composition.yaml"


def load(files: Mapping[str, str]) -> Catalog:
    """Path -> text of the control repository, of which offerings and surroundings are read."""
    around = described(files)
    offerings: list[Offering] = []
    broken: list[BrokenOffering] = list(surroundings(around).broken)
    for folder in sorted(folders(files)):
        try:
            offering, flaws = load_one(folder, files, around)
            offerings.append(offering)
            broken += flaws
        except Broken as flawed:
            broken += flawed.flaws
    return Catalog(tuple(offerings), tuple(broken))


def folders(files: Mapping[str, str]) -> set[str]:
    """The names of the folders that hold a file of an offering."""
    paths = [path.split("/") for path in files if path.startswith(FOLDER)]
    return {path[1] for path in paths if len(path) == 3 and path[2] in {DEFINITION, COMPOSITION}}


def pair(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    """The definition and the composition of a folder, as far as they are there."""
    paths = [f"{FOLDER}{folder}/{name}" for name in (DEFINITION, COMPOSITION)]
    return {path: files[path] for path in paths if path in files}


def revision(folder: str, files: Mapping[str, str]) -> str:
    """What annotations call these two files; "" where one is missing.

    Twelve characters are enough to tell the revisions of one offering apart.
    """
    texts = list(pair(folder, files).values())
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12] if len(texts) == 2 else ""


def load_one(
    folder: str, files: Mapping[str, str], around: Mapping[str, str]
) -> tuple[Offering, tuple[BrokenOffering, ...]]:
    """The offering of a folder, and why it cannot be made in some places. Raises Broken.

    `around` are the files that describe the places.
    """
    own = frozenset(pair(folder, files).items())
    # What reads nothing around it is the same for all customers.
    reads = _offering(folder, own)[1].configs
    return _load_one(folder, own, frozenset(around.items()) if reads else frozenset())


def samples(offering: Offering) -> Iterator[dict[str, Any]]:
    """Parameters that the form takes: the example, then each other value of each field.

    Where the surroundings count, they are for places that are described.
    """
    example = {name: _first(field) for name, field in offering.fields.items()}
    places = _places(offering, example)
    example |= places[0] if places else {}
    yield example
    for place in places[1:]:
        yield {**example, **place}
    for name, field in offering.fields.items():
        for value in () if places and name in PLACE else _extremes(field):
            if value != example[name]:
                yield {**example, name: value}


# Private functions


@lru_cache(maxsize=512)  # a commit changes few of them, and each is rendered for all its samples
def _load_one(
    folder: str, own: frozenset[tuple[str, str]], around: frozenset[tuple[str, str]]
) -> tuple[Offering, tuple[BrokenOffering, ...]]:
    definition, composition = _offering(folder, own)
    places = surroundings(dict(around)).places
    form = read_form(definition)
    _check_match(folder, definition, composition)
    offering = Offering(
        name=definition.plural,
        api_version=definition.api_version,
        kind=definition.kind,
        title=form.title,
        summary=form.summary,
        icon=form.icon,
        revision=revision(folder, dict(own)),
        sections=form.sections,
        order=tuple(found.name for found in definition.properties),
        composition=composition,
        surroundings=places if composition.configs else {},
    )
    offering, flaws = _fit(offering)
    _try(offering)
    return offering, flaws


@lru_cache(maxsize=512)
def _offering(folder: str, own: frozenset[tuple[str, str]]) -> tuple[Definition, Composition]:
    files = dict(own)
    paths = [f"{FOLDER}{folder}/{name}" for name in (DEFINITION, COMPOSITION)]
    for path in paths:
        if path not in files:
            raise Broken(BrokenOffering(path, 1, "This file is missing."))
    return _read_both(paths, files)


def _read_both(paths: list[str], files: Mapping[str, str]) -> tuple[Definition, Composition]:
    """Both files read, or the flaws of both raised."""
    flaws: list[BrokenOffering] = []
    try:
        definition = read_definition(paths[0], files[paths[0]])
    except Broken as broken:
        flaws += broken.flaws
    try:
        composition = read_composition(paths[1], files[paths[1]])
    except Broken as broken:
        flaws += broken.flaws
    if flaws:
        raise Broken(*flaws)
    return definition, composition


def _check_match(folder: str, definition: Definition, composition: Composition) -> None:
    if definition.plural != folder:
        raise definition.root.at("spec", "names", "plural").broken(
            f"It must be {folder}, as its folder is."
        )
    if composition.of != (definition.api_version, definition.kind):
        raise composition.part.at("compositeTypeRef").broken(
            f"It must be {definition.kind} of {definition.api_version}."
        )
    if not composition.renderers:
        raise composition.part.broken(f"The pipeline must have a step with {RENDERER}.")
    known = {("metadata", "name")} | {("spec", found.name) for found in definition.properties}
    flaws: dict[BrokenOffering, None] = {}
    for patch in composition.patches():
        if (patch.source, patch.into) == ("resource", "environment"):
            flaws.update(dict.fromkeys(patch.part.broken(_in_cluster(patch.kind)).flaws))
        for source in patch.sources if patch.source == "composite" else ():
            if source not in known:
                flaws.update(dict.fromkeys(patch.part.broken(_unknown(source)).flaws))
    if flaws:
        raise Broken(*flaws)


def _unknown(source: tuple[str | int, ...]) -> str:
    said = ".".join(str(key) for key in source)
    if source[0] == "spec":
        return f"{said} is not in {DEFINITION}."
    return _in_cluster(said)


def _in_cluster(said: str) -> str:
    return f"What {said} reads is known in the cluster only, so Clark cannot render it."


def _fit(offering: Offering) -> tuple[Offering, tuple[BrokenOffering, ...]]:
    """With the surroundings that it can be made in; a flaw in some of several is theirs."""
    if not offering.composition.configs:
        return offering, ()
    example = next(samples(offering))
    fit: dict[Place, Configs] = {}
    unfit: dict[Place, Broken] = {}
    for asked in _places(offering, example):
        place = asked["environment"], asked["region"]
        try:
            render(offering, {**example, **asked})
            fit[place] = offering.surroundings[place]
        except Broken as broken:
            unfit[place] = broken
    if not fit:
        raise next(iter(unfit.values()), _nowhere(offering))
    flaws = (
        BrokenOffering(path_of(place), 1, f"{offering.title} cannot be made here: {broken.reason}")
        for place, broken in unfit.items()
    )
    return replace(offering, surroundings=fit), tuple(flaws)


def _nowhere(offering: Offering) -> Broken:
    wanted = path_of(("<environment>", "<region>"))
    return offering.composition.part.broken(
        f"It reads what a cluster stands in, and no {wanted} describes one that can be chosen."
    )


def _try(offering: Offering) -> None:
    """Render it once for every value that can be picked, so that no request finds a flaw first."""
    for parameters in samples(offering):
        files = render(offering, parameters)
        if not any(path.endswith(SERVICE_FILE) for path in files):
            raise offering.composition.part.broken("It makes nothing but credentials.")


def _places(offering: Offering, example: Mapping[str, Any]) -> list[dict[str, str]]:
    """The described places that can be chosen, the example's first; none where none counts."""
    if not offering.composition.configs:
        return []
    known = [offering.fields[name].values for name in PLACE]
    found = [
        dict(zip(PLACE, place, strict=True))
        for place in offering.surroundings
        if not offering.lacks(place)
        and all(not some or name in some for name, some in zip(place, known, strict=True))
    ]
    return sorted(found, key=lambda place: not place.items() <= example.items())


def _first(field: FormField) -> Any:
    if field.default is not None:
        return field.default
    return field.values[0] if field.choices else field.example


def _extremes(field: FormField) -> tuple[Any, ...]:
    if field.value_type == "boolean":
        return (True, False)
    ends = (field.minimum, field.maximum)
    return (*field.values, *(end for end in ends if end is not None))

"""What is looked for in the history of offerings, and what a proposed change would do. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clark.catalog import (
    OFFERING,
    REVISION,
    BrokenOffering,
    Offering,
    Standing,
    described,
    folders,
    load,
    pair,
    render,
    revision,
    samples,
)
from clark.errors import Refused
from clark.manifests import Unreadable, get, read

Texts = Mapping[str, str]
Proposed = Mapping[str, str | None]
ANNOTATIONS: Final = ("metadata", "annotations")


@dataclass(frozen=True)
class Version:
    """An offering's two files as a commit of main had them; no commit where none had them."""

    name: str
    revision: str
    commit: str
    files: Texts
    newest_good: bool = False


def find(
    name: str, steps: Iterable[tuple[str, Texts]], wanted: Iterable[str], around: Texts
) -> Iterator[Version]:
    """The newest version that is good, and those of the wanted revisions.

    `steps` are commits with the offering's files, newest first; no more are taken than needed.
    `around` are the files that say what the clusters stand in, which are today's for all of them.
    """
    missing, good = set(wanted), False
    for commit, files in steps:
        called = revision(name, files)
        newest = not good and bool(called) and bool(load({**around, **files}).offerings)
        if newest or called in missing:
            yield Version(name, called, commit, dict(files), newest_good=newest)
        good, missing = good or newest, missing - {called}
        if good and not missing:
            return
    for each in sorted(missing):
        yield Version(name, each, "", {})


def used(texts: Texts) -> dict[str, set[str]]:
    """Offering -> revisions that services of the GitOps repository say they were made of."""
    found: dict[str, set[str]] = {}
    for path, text in texts.items():
        if path.startswith("regions/") and REVISION in text:
            for name, made_of in made(text):
                found.setdefault(name, set()).add(made_of)
    return found


def made(text: str) -> Iterator[tuple[str, str]]:
    """Offering and revision of each manifest of a file that names them."""
    try:
        documents = read(text)
    except Unreadable:  # shown as a broken file of its service
        return
    for document in documents:
        name = get(document.value, (*ANNOTATIONS, OFFERING))
        made_of = get(document.value, (*ANNOTATIONS, REVISION))
        if isinstance(name, str) and isinstance(made_of, str) and name and made_of:
            yield name, made_of


@dataclass(frozen=True)
class Preview:
    """One offering as a proposed change would leave it.

    `change` is new, changed, removed or broken; `made` is what it renders of `parameters`, `before`
    what the one in force renders of them.
    """

    name: str
    change: str
    offering: Offering | None
    broken: tuple[BrokenOffering, ...]
    parameters: Mapping[str, Any]
    before: Texts
    made: Texts
    files: tuple[Texts, Texts]


def preview(standings: Iterable[Standing], main: Texts, proposed: Proposed) -> tuple[Preview, ...]:
    """Every offering that a merge would change, by name. `main` are the catalog's files there."""
    around = described(main)
    after = {path: text for path, text in {**main, **proposed}.items() if text is not None}
    known = {each.name: each.offering for each in standings}
    return tuple(
        _preview(name, known.get(name), (pair(name, main), pair(name, after)), around)
        for name in sorted(folders(main) | folders(after))
        if pair(name, main) != pair(name, after)
    )


def reaches(standings: Iterable[Standing], main: Texts, proposed: Proposed) -> tuple[str, ...]:
    """The offerings that a merge would change, by name."""
    return tuple(each.name for each in preview(standings, main, proposed))


# Private functions


def _preview(name: str, now: Offering | None, files: tuple[Texts, Texts], around: Texts) -> Preview:
    loaded = load({**around, **files[1]})
    if not files[1]:
        return Preview(name, "removed", now, (), {}, {}, {}, files)
    if not loaded.offerings:
        own = tuple(flaw for flaw in loaded.broken if flaw.path in files[1])
        return Preview(name, "broken", now, own or loaded.broken, {}, {}, {}, files)
    offering = loaded.offerings[0]
    sample = next(samples(offering))
    change = "changed" if now else "new"
    made = render(offering, sample)
    # The revision in the annotation is another one in any case, and says nothing here.
    old = replace(now, revision=offering.revision) if now else None
    before = _before(old, sample, made) if old else {}
    return Preview(name, change, offering, (), sample, before, made, files)


def _before(now: Offering, sample: Mapping[str, Any], made: Texts) -> Texts:
    """What the one in force renders of the same answers, or of its own where it takes them not."""
    try:
        found = render(now, {key: sample[key] for key in now.fields if key in sample})
    except Refused:
        found = render(now, next(samples(now)))
    # Compared file by file: a sample of another name stands in another folder.
    names = {path.rsplit("/", 1)[1]: path for path in made}
    return {names.get(path.rsplit("/", 1)[1], path): text for path, text in found.items()}

"""Bringing services up to date with their offering: what each would change, and what is in the way.

Pure: a service's files, the offering that made them and the one in force; out comes an update.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from clark.catalog import NOTHING, OFFERING, PARAMETERS, REVISION, Conflict, Offering, rerender
from clark.errors import Refused
from clark.flow.offerings.rules import ANNOTATIONS, Texts
from clark.kinds import Effect, Impact, impacts
from clark.manifests import Document, Unreadable, get, read

# The worst first: what one update does is said by its worst effect.
WORST: Final = (
    (Effect.REPLACEMENT, "would have to be replaced"),
    (Effect.REFUSED, "would be refused by AWS"),
    (Effect.IGNORED, "would be ignored by AWS"),
    (Effect.FAILOVER, "would fail over"),
    (Effect.RESTART, "would restart"),
    (Effect.IN_PLACE, "would be changed in place"),
)


@dataclass(frozen=True)
class Place:
    """A service: a directory of the GitOps repository, and its files there."""

    region: str
    environment: str
    name: str
    files: Texts


@dataclass(frozen=True)
class Made:
    """What a service says of itself: by which offering it was made, and of what."""

    offering: str
    revision: str
    team: str
    parameters: Mapping[str, Any] | None


@dataclass(frozen=True)
class Update:
    """A service that another revision made. `files` are those that would change, by path.

    `conflicts` are by the path of their file; `refusal` says why there is nothing to ask for.
    """

    place: Place
    made: Made
    files: Texts = field(default_factory=dict)
    conflicts: tuple[tuple[str, Conflict], ...] = ()
    impacts: tuple[Impact, ...] = ()
    refusal: str = ""

    @property
    def ready(self) -> bool:
        return not (self.conflicts or self.refusal)


def places(texts: Texts) -> Iterator[Place]:
    """Every service of the GitOps repository."""
    for path, text in texts.items():
        parts = path.split("/")
        if len(parts) == 5 and parts[0] == "regions" and parts[4] == "service.yaml":
            beside = path.replace("service.yaml", "credentials.yaml")
            files = {path: text} | ({beside: texts[beside]} if beside in texts else {})
            yield Place(parts[1], parts[2], parts[3], files)


def made_by(place: Place) -> Made | None:
    """None where no offering made it, or its file cannot be read."""
    service = next(iter(place.files.values()))
    if REVISION not in service:
        return None
    try:
        documents = read(service)
    except Unreadable:  # its own page says so
        return None
    return next(filter(None, map(_made, documents)), None)


def update(place: Place, made: Made, old: Offering | None, new: Offering) -> Update:
    """What bringing a service up to date would change. `old` is None where it is not known."""
    if old is None:
        why = f"No commit of the control repository has revision {made.revision}, which made it."
        return Update(place, made, refusal=f"{why} Change its file by hand.")
    if made.parameters is None:
        return Update(place, made, refusal=f"Its annotation {PARAMETERS} cannot be read as JSON.")
    files: dict[str, str] = {}
    conflicts: list[tuple[str, Conflict]] = []
    try:
        for path, text in place.files.items():
            found = rerender(old, new, made.parameters, text)
            conflicts += [(path, each) for each in found.conflicts]
            if found.text != text:
                files[path] = found.text
    except Refused as refusal:
        return Update(place, made, refusal=_said(refusal))
    does = tuple(
        chain.from_iterable(_impacts(place.files[path], text) for path, text in files.items())
    )
    return Update(place, made, files, tuple(conflicts), does)


def blast_radius(updates: Iterable[Update]) -> str:
    """In a sentence: how many services, where, and what would happen to them."""
    several = tuple(updates)
    if not several:
        return "Every service that it made is up to date."
    where = ", ".join(f"{count} in {name}" for name, count in _environments(several))
    effects = [
        f"{count} {said}"
        for effect, said in WORST
        if (count := sum(worst(each) == effect for each in several if each.ready))
    ]
    quiet = sum(each.ready and worst(each) is None for each in several)
    effects += [f"{quiet} would change in notes only"] if quiet else []
    conflicts = sum(bool(each.conflicts) for each in several)
    effects += [f"{conflicts} need{'s' * (conflicts == 1)} a decision first"] if conflicts else []
    refused = sum(bool(each.refusal) for each in several)
    effects += [f"{refused} cannot be brought up to date"] if refused else []
    word = "service" if len(several) == 1 else "services"
    return f"{len(several)} {word} of earlier revisions, {where}: {'; '.join(effects)}."


def worst(found: Update) -> Effect | None:
    """The worst effect on what runs; None where nothing but notes and deliveries change."""
    seen = {each.effect for each in found.impacts}
    return next((effect for effect, _ in WORST if effect in seen), None)


def shown(value: Any) -> str:
    """One side of a conflict as people read it."""
    if value is NOTHING:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# Private functions


def _made(document: Document) -> Made | None:
    notes = get(document.value, ANNOTATIONS, {})
    name = notes.get(OFFERING) if isinstance(notes, dict) else None
    revision = notes.get(REVISION) if name else None
    if not isinstance(name, str) or not isinstance(revision, str):
        return None
    team = get(document.value, ("metadata", "labels", "clark.dev/team"), "")
    return Made(name, revision, str(team), _parameters(notes.get(PARAMETERS)))


def _parameters(text: Any) -> dict[str, Any] | None:
    try:
        said = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _impacts(before: str, after: str) -> Iterator[Impact]:
    old = {(each.kind, each.name): each.value for each in read(before)}
    for document in read(after):
        was = old.get((document.kind, document.name))
        if was is not None:  # what is made new interrupts nothing
            yield from impacts(was, document.value)


def _environments(several: tuple[Update, ...]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for each in several:
        counts[each.place.environment] = counts.get(each.place.environment, 0) + 1
    return sorted(counts.items())


def _said(refusal: Refused) -> str:
    return " ".join([refusal.reason, *(str(each) for each in refusal.problems)])

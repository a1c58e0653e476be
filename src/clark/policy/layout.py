"""Where files may stand in a GitOps repository, and what their directory promises.

`regions/<region>/<environment>/<name>/(service|credentials).yaml`: the region's cluster applies
its directory and no other, and production's rules follow the environment. So a file that says
otherwise than its directory would be judged, or applied, as something else than it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from clark.kinds import served
from clark.manifests import Document, Path, get, odd_path, printable, show_path
from clark.policy.findings import Finding

LONGEST_PATH: Final = 255

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_FILE: Final = re.compile(
    rf"regions/(?P<region>[a-z]{{2}}(-[a-z]+)+-\d)/(?P<environment>{_LABEL})/(?P<name>{_LABEL})"
    r"/(service|credentials)\.yaml"
)
_REGION: Final[tuple[Path, ...]] = (
    ("spec", "forProvider", "region"),
    ("spec", "forProvider", "locationConstraint"),
)
_NAME: Final[Path] = ("metadata", "name")
_ENVIRONMENT: Final[Path] = ("metadata", "labels", "clark.dev/environment")


@dataclass(frozen=True)
class Directory:
    """What the path of a file says of its service."""

    region: str
    environment: str
    name: str


@lru_cache(maxsize=4096)
def directory(path: str) -> Directory | None:
    """The directory of a file at a place where one may be, else None."""
    found = _FILE.fullmatch(path) if len(path) <= LONGEST_PATH else None
    return Directory(found["region"], found["environment"], found["name"]) if found else None


def path_findings(path: str) -> Iterator[Finding]:
    """Why a file may not be where it is; at most one reason, the most dangerous first."""
    if reason := _wrong(path):
        fix = "Use regions/<region>/<environment>/<name>/service.yaml or credentials.yaml."
        yield Finding(printable(path), "", "deny", "path", "", 1, reason, fix)


def directory_findings(path: str, document: Document) -> Iterator[Finding]:
    """Where a manifest says otherwise than the directory it stands in."""
    place = directory(path)
    if place is None:
        return
    yield from _misnamed_part(path, place, document)
    for field, found, wanted, word in _promises(place, document):
        if found != wanted:
            reason = (
                f"{show_path(field)} is {found!r}, but the file is in the directory of the {word} "
                f"{wanted!r}, so it would be reviewed as one and run as the other."
            )
            fix = f"Set {show_path(field)} to {wanted}, or move the file."
            line = document.line_of(field)
            yield Finding(
                path, document.label, "deny", "directory", show_path(field), line, reason, fix
            )


def _wrong(path: str) -> str:
    if directory(path) is not None:
        return ""
    if len(path) > LONGEST_PATH:
        return f"The path has {len(path)} characters; {LONGEST_PATH} are allowed."
    if why := odd_path(path):
        return f"The path {why}."
    return "A request may change the files of services only, and this is not one."


def _promises(place: Directory, document: Document) -> Iterator[tuple[Path, object, str, str]]:
    for region in _REGION:
        written = get(document.value, region)
        if written is not None:
            yield region, written, place.region, "region"
    environment = get(document.value, _ENVIRONMENT)
    if environment is not None:
        yield _ENVIRONMENT, environment, place.environment, "environment"
    if document.name and not _part(document):
        yield _NAME, document.name, place.name, "service"


def _misnamed_part(path: str, place: Directory, document: Document) -> Iterator[Finding]:
    if _part(document) and document.name.rpartition("-")[0] != place.name:
        reason = (
            f"metadata.name is {document.name!r}, but it is a part of the service {place.name!r}, "
            "and parts are told by their names."
        )
        fix = f"Name it {place.name}- and one word or number, or move it to its service."
        line = document.line_of(_NAME)
        yield Finding(
            path, document.label, "deny", "directory", show_path(_NAME), line, reason, fix
        )


def _part(document: Document) -> bool:
    kind = served(document.api_version.partition("/")[0], document.kind)
    return kind is not None and kind.part_of != ""

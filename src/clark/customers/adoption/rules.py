"""What can be adopted, as which definition, and what stands against it. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clark.errors import Problem
from clark.flow import adoptable
from clark.flow.adoptable import kind_of
from clark.kinds import ADOPTED, EXTERNAL_NAME, described, problems
from clark.ports.cloud import Found

NAME: Final = re.compile(r"[a-z]([a-z0-9]|-(?!-))*")
LONGEST: Final = 63  # characters of service and environment together: a directory, and a label
APPLICATION_TAGS: Final = ("application", "app", "service")
ENVIRONMENT_WORDS: Final = {"production": "prod", "development": "dev", "stage": "staging"}


@dataclass(frozen=True)
class Wish:
    """What a person says of one resource: what its service is called, and whose it is."""

    service: str
    environment: str
    team: str
    application: str

    @property
    def name(self) -> str:
        """metadata.name: a cluster knows one object of a name, so names carry the environment."""
        return f"{self.service}-{self.environment}"


@dataclass(frozen=True)
class House:
    """What a customer has: which words a wish may use."""

    account: str
    environments: Sequence[str]
    teams: Sequence[str]


def key(found: Found) -> str:
    """Names it for pages, programs and people."""
    return f"{found.region}/{found.sort}/{found.identifier}"


def obstacle(found: Found, house: House) -> str:
    """Why it cannot be adopted; "" where nothing stands against it."""
    return adoptable.obstacle(found, house.account) or _unwritable(found)


def definition(found: Found, wish: Wish) -> dict[str, Any]:
    """The manifest that describes it as it is. Without its file the provider lets go of it, and
    deletes nothing."""
    kind = kind_of(found)
    assert kind is not None  # noqa: S101 (whoever asks has looked at `obstacle`)
    settings = described(kind, found.settings, found.tags, found.region)
    if found.sort == "database":
        last = {
            "skipFinalSnapshotBeforeDeletion": False,
            "finalDBSnapshotIdentifier": f"{wish.name}-final",
        }
        tags = settings.pop("tags", None)
        settings |= last | ({"tags": tags} if tags else {})
    return {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": _metadata(found, wish),
        "spec": {
            "forProvider": settings,
            "deletionPolicy": "Orphan",
            "providerConfigRef": {"name": "default"},
            "writeConnectionSecretToRef": {
                "name": f"{wish.name}-credentials",
                "namespace": "clark-connections",
            },
        },
    }


def suggestion(found: Found, house: House) -> Wish:
    """What its tags and its name say; "" where they say nothing that fits."""
    tags = {name.lower(): value.strip().lower() for name, value in found.tags.items()}
    named = re.sub(r"[^a-z0-9]+", "-", found.identifier.lower()).strip("-")
    environment = _environment(tags, named, house.environments)
    service = named.removesuffix(f"-{environment}") if environment else named
    team = next((tags[name] for name in ("team", "owner") if name in tags), "")
    application = next((tags[name] for name in APPLICATION_TAGS if name in tags), "")
    return Wish(
        service=service,
        environment=environment,
        team=team if team in house.teams else "",
        application=application if NAME.fullmatch(application) else "",
    )


def wish_problems(wish: Wish, house: House, taken: Collection[str]) -> Iterator[Problem]:
    """Everything that stands against what was typed. `taken` are names in the same region."""
    fix = "Small letters, digits and single hyphens, a letter first."
    for field, said in (("service", wish.service), ("application", wish.application)):
        if not said:
            yield Problem(field, f"Nothing says which {field} it is.", fix)
        elif not NAME.fullmatch(said) or said.endswith("-"):
            yield Problem(field, f"“{said[:80]}” cannot be a name of a Kubernetes object.", fix)
    if len(wish.name) > LONGEST:
        why = f"{wish.service} and {wish.environment} have {len(wish.name)} characters together."
        yield Problem("service", why, f"{LONGEST} are allowed.")
    elif wish.name in taken:
        yield Problem("service", f"{wish.name} exists already.", "Choose another name.")
    yield from _known("environment", wish.environment, house.environments)
    if house.teams:
        yield from _known("team", wish.team, house.teams)
    elif not NAME.fullmatch(wish.team):
        yield Problem("team", "Nothing says which team it belongs to.", fix)


# Private functions


def _metadata(found: Found, wish: Wish) -> dict[str, Any]:
    return {
        "name": wish.name,
        "labels": {
            "clark.dev/service": wish.service,
            "clark.dev/environment": wish.environment,
            "clark.dev/team": wish.team,
            "clark.dev/application": wish.application,
        },
        "annotations": {EXTERNAL_NAME: found.identifier, ADOPTED: found.identifier},
    }


def _unwritable(found: Found) -> str:
    """What the provider's schema has no field for, or AWS itself would refuse."""
    wish = Wish("service", "dev", "team", "application")
    first = next(iter(problems(definition(found, wish))), None)
    if first is None:
        return ""
    where = ".".join(map(str, first.path[2:]))
    return f"The provider cannot describe it: {where}: {first.reason}"


def _environment(tags: Mapping[str, str], named: str, environments: Sequence[str]) -> str:
    said = next((tags[name] for name in ("environment", "env", "stage") if name in tags), "")
    said = ENVIRONMENT_WORDS.get(said, said)
    if said in environments:
        return said
    parts = [ENVIRONMENT_WORDS.get(part, part) for part in named.split("-")]
    return next((part for part in reversed(parts) if part in environments), "")


def _known(field: str, said: str, there: Sequence[str]) -> Iterator[Problem]:
    if said not in there:
        reason = f"“{said[:80]}” is no {field} of yours." if said else f"Nothing says the {field}."
        yield Problem(field, reason, f"Choose one: {', '.join(there)}.")

"""Who comes to Clark, as the form, the file or the program says it. Nothing is checked here."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from clark.errors import Problem, Refused

INFRA: Final = "clark-platform-infra"
CONTROL: Final = "clark-platform-control"
GITOPS: Final = "gitops"
TEXTS: Final = ("name", "slug", "account", "organization")


@dataclass(frozen=True)
class Place:
    """A region, and the range of the customer's network there, for example 10.0.0.0/16."""

    name: str
    network: str


@dataclass(frozen=True)
class Team:
    """`budget` is in US dollars a month."""

    name: str
    budget: int


@dataclass(frozen=True)
class Someone:
    """`role` is developer, reviewer or owner."""

    username: str
    name: str
    email: str
    team: str
    role: str


@dataclass(frozen=True)
class Wish:
    """A customer to be. Repositories are named within the organization.

    `terraform` names what Terraform builds at once, as ENVIRONMENT/REGION; the rest whenever
    somebody asks for it.
    """

    name: str
    slug: str
    account: str
    organization: str
    regions: tuple[Place, ...]
    environments: tuple[str, ...]
    teams: tuple[Team, ...]
    people: tuple[Someone, ...]
    terraform: tuple[str, ...] = ()
    infra: str = INFRA
    control: str = CONTROL
    gitops: str = GITOPS

    def repository(self, name: str) -> str:
        return f"{self.organization}/{name}"

    def document(self) -> dict[str, Any]:
        """As JSON and YAML say it; `parse` reads it back."""
        return asdict(self)

    @classmethod
    def parse(cls, said: Mapping[str, Any]) -> Self:
        """Raises `Refused` with every part that has not the right shape, by field."""
        problems = list(_misshapen(said))
        if problems:
            raise Refused("This does not describe a customer.", problems)
        more = {name: str(said[name]) for name in ("infra", "control", "gitops") if name in said}
        return cls(
            **{name: str(said.get(name, "")).strip() for name in TEXTS},
            regions=tuple(Place(**_texts(each, "regions")) for each in said.get("regions", ())),
            environments=tuple(str(each) for each in said.get("environments", ())),
            terraform=tuple(str(each) for each in said.get("terraform", ())),
            teams=tuple(Team(str(each["name"]), each["budget"]) for each in said.get("teams", ())),
            people=tuple(Someone(**_texts(each, "people")) for each in said.get("people", ())),
            **more,
        )


# Private functions

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "regions": tuple(Place.__dataclass_fields__),
    "teams": tuple(Team.__dataclass_fields__),
    "people": tuple(Someone.__dataclass_fields__),
}
LISTS: Final = ("environments", "terraform")
KNOWN: Final = frozenset((*TEXTS, *LISTS, "infra", "control", "gitops", *KEYS))


def _texts(each: Mapping[str, Any], of: str) -> dict[str, str]:
    return {name: str(each[name]).strip() for name in KEYS[of]}


def _misshapen(said: Mapping[str, Any]) -> Iterable[Problem]:
    for name in sorted(set(said) - KNOWN):
        yield Problem(name, "is not known here.", f"Known: {', '.join(sorted(KNOWN))}.")
    for name in (*TEXTS, "infra", "control", "gitops"):
        if not isinstance(said.get(name, ""), str):
            yield Problem(name, "must be a text.", "Put it in quotation marks.")
    for name in (*LISTS, *KEYS):
        if not isinstance(said.get(name, ()), list | tuple):
            yield Problem(name, "must be a list.")
            continue
        for index, each in enumerate(said.get(name, ())):
            yield from _misshapen_row(f"{name}.{index}", each, KEYS.get(name))


def _misshapen_row(field: str, each: Any, keys: tuple[str, ...] | None) -> Iterable[Problem]:
    if keys is None:
        if not isinstance(each, str):
            yield Problem(field, "must be a text.")
        return
    if not isinstance(each, Mapping) or set(each) != set(keys):
        yield Problem(field, f"must have {', '.join(keys)}, and nothing else.")
        return
    for key in keys:
        wanted = int if key == "budget" else str
        if not isinstance(each[key], wanted) or isinstance(each[key], bool):
            what = "whole number" if wanted is int else "text"
            yield Problem(f"{field}.{key}", f"must be a {what}.")

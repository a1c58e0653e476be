"""Who depends on a service, by what the GitOps repository declares.

Clark reads no traffic: what uses a service without saying so in the repository is not known, and
every sentence says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clark.policy.radius.declared import (
    APPLICATION,
    SERVICE,
    TEAM,
    Declared,
    Delivery,
    Named,
    Thing,
    declared,
)

UNKNOWN: Final = "What uses it without saying so, Clark cannot know."
FIND: Final = "find"  # stands in every delivery that takes all keys with one beginning
SHOWN: Final = 4  # names in the sentence; the others are counted
# What one application loses, and what several do.
_LOSS: Final[Mapping[str, tuple[str, str]]] = {
    "RDSInstance": ("loses its database", "lose their database"),
    "DBCluster": ("loses its database", "lose their database"),
    "ReplicationGroup": ("loses its cache", "lose their cache"),
    "Bucket": ("loses its bucket", "lose their bucket"),
    "LoadBalancer": ("is not reached through it", "are not reached through it"),
    "NodeGroup": ("loses its nodes", "lose their nodes"),
}


@dataclass(frozen=True)
class Application:
    """An application that is declared to use the service. `namespace` gets its credentials; it is
    "" where only the label clark.dev/application says so."""

    name: str
    namespace: str
    team: str


@dataclass(frozen=True)
class Dependent:
    """Another service whose definition refers to this one."""

    name: str
    word: str
    team: str


@dataclass(frozen=True)
class Radius:
    """`elsewhere`: regions that have the same logical service in the same environment."""

    applications: tuple[Application, ...]
    teams: tuple[str, ...]
    services: tuple[Dependent, ...]
    elsewhere: tuple[str, ...]
    sentence: str


def radius(texts: Mapping[str, str], region: str, name: str) -> Radius | None:
    """Of a service, among the files of the repository by path; None where none of them is its."""
    folder = _folder(texts, region, name)
    own = [declared(text) for path, text in texts.items() if folder and path.startswith(folder)]
    main = _main(own, name)
    if not folder or main is None:
        return None
    environment = folder.split("/")[2]
    names = {named for each in own for thing in each.things for named in thing.names}
    secrets = {thing.secret for each in own for thing in each.things} - {""}
    here = {path: text for path, text in texts.items() if path.startswith(f"regions/{region}/")}
    near = _speaking_of(here, {called for _, called in names} | secrets)
    keys = _pushed(near.values(), secrets)
    prefix = f"clark/{environment}/{name}/"
    readers = _speaking_of(here, {prefix, FIND, *keys})
    applications = tuple(_applications(main, readers.values(), keys, prefix))
    services = tuple(_dependents(near, folder, names))
    alike = _speaking_of(texts, {name, main.labels.get(SERVICE, name)})
    elsewhere = tuple(_elsewhere(alike, folder, main))
    said = [main.labels.get(TEAM, ""), *(each.team for each in applications)]
    said += [each.team for each in services]
    teams = tuple(dict.fromkeys(filter(None, said)))
    sentence = _sentence(name, main, applications, services)
    return Radius(applications, teams, services, elsewhere, _with_regions(sentence, elsewhere))


# Private functions


def _folder(texts: Mapping[str, str], region: str, name: str) -> str:
    for path in texts:
        parts = path.split("/")
        if parts[:2] == ["regions", region] and parts[3:] == [name, "service.yaml"]:
            return path.removesuffix("service.yaml")
    return ""


def _main(own: Iterable[Declared], name: str) -> Thing | None:
    things = [thing for each in own for thing in each.things if not thing.part]
    return next((each for each in things if (each.kind, name) in each.names), None)


def _speaking_of(texts: Mapping[str, str], words: set[str]) -> dict[str, str]:
    """The files in which one of these stands anywhere, so that only those are parsed."""
    return {path: text for path, text in texts.items() if any(each in text for each in words)}


def _pushed(near: Iterable[str], secrets: set[str]) -> frozenset[str]:
    """The keys of Secrets Manager that its credentials are pushed to."""
    pushes = (push for text in near for push in declared(text).pushes)
    return frozenset(key for push in pushes if push.secret in secrets for key in push.keys)


def _applications(
    main: Thing, readers: Iterable[str], pushed: frozenset[str], prefix: str
) -> Iterator[Application]:
    """Who gets its credentials, by the way that they are pushed; then whom its label names."""
    found = [
        Application(each.application, each.namespace, each.team)
        for text in readers
        for each in declared(text).deliveries
        if _gets(each, pushed, prefix)
    ]
    yield from dict.fromkeys(found)
    labelled = main.labels.get(APPLICATION, "")
    if labelled and labelled not in {each.name for each in found}:
        yield Application(labelled, "", main.labels.get(TEAM, ""))


def _gets(delivery: Delivery, pushed: frozenset[str], prefix: str) -> bool:
    """By a key; or by the beginning of keys, which may be shorter than the service's or longer."""
    if any(key in pushed or key.startswith(prefix) for key in delivery.keys):
        return True
    return any(
        key.startswith(each) for each in delivery.prefixes for key in (prefix, *pushed)
    ) or any(each.startswith(prefix) for each in delivery.prefixes)


def _dependents(near: Mapping[str, str], folder: str, names: set[Named]) -> Iterator[Dependent]:
    """Services of the same cluster that refer to one of the objects."""
    found: dict[str, Dependent] = {}
    for path, text in near.items():
        where = path.split("/")
        if path.startswith(folder) or len(where) != 5 or not names & declared(text).mentions:
            continue
        facts = declared(text)
        word = next((each.word for each in facts.things if not each.part), "")
        found.setdefault(where[3], Dependent(where[3], word, facts.team))
    yield from found.values()


def _elsewhere(texts: Mapping[str, str], folder: str, main: Thing) -> Iterator[str]:
    """Other regions where the same logical id stands in the same environment, on the same kind."""
    _, region, environment, name, _ = folder.split("/")
    logical = main.labels.get(SERVICE, "")
    found: dict[str, None] = {}
    for path, text in texts.items():
        where = path.split("/")
        if len(where) != 5 or where[1] == region or where[2] != environment:
            continue
        if where[4] == "service.yaml" and any(
            thing.kind == main.kind and (where[3] == name or thing.labels.get(SERVICE) == logical)
            for thing in declared(text).things
        ):
            found[where[1]] = None
    yield from sorted(found)


def _sentence(
    name: str, main: Thing, applications: Sequence[Application], services: Sequence[Dependent]
) -> str:
    refer = _refer(services)
    if not applications:
        team = main.labels.get(TEAM, "")
        of = f", which is of team {team}" if team else ""
        if services:
            return f"No application is declared to use {name}{of}; {refer}. {UNKNOWN}"
        return f"Nothing is declared to use {name}{of}. {UNKNOWN}"
    names = list(dict.fromkeys(each.name for each in applications))
    one, many = _LOSS.get(main.kind, ("loses it", "lose it"))
    who = f"the application{'' if len(names) == 1 else 's'} {_listed(_placed(applications))}"
    teams = list(dict.fromkeys(each.team for each in applications if each.team))
    of = f", of team{'' if len(teams) == 1 else 's'} {_listed(teams)}," if teams else ""
    lost = one if len(names) == 1 else many
    said = f"If {name} stops, {who}{of} {lost}"
    return f"{said}{f'; {refer}' if services else ''}. {UNKNOWN}"


def _placed(applications: Sequence[Application]) -> list[str]:
    """Each application with the namespaces that are not called like it."""
    spaces: dict[str, list[str]] = {}
    for each in applications:
        there = spaces.setdefault(each.name, [])
        if each.namespace not in ("", each.name):
            there.append(each.namespace)
    return [
        f"{name} (namespace{'' if len(there) == 1 else 's'} {_listed(there)})" if there else name
        for name, there in spaces.items()
    ]


def _refer(services: Sequence[Dependent]) -> str:
    names = _listed([each.name for each in services])
    if len(services) == 1:
        return f"1 service refers to it: {names}"
    return f"{len(services)} services refer to it: {names}"


def _with_regions(sentence: str, elsewhere: Sequence[str]) -> str:
    if not elsewhere:
        return sentence
    return f"{sentence} The same service is declared in {_listed(elsewhere)}, too."


def _listed(names: Sequence[str]) -> str:
    """a, b and c; of many, the first ones and how many more."""
    if len(names) > SHOWN:
        return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"

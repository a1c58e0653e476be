"""What policies say about services as they are: each as if it were ordered today. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from clark.kinds import KINDS
from clark.manifests import Document, Unreadable, read
from clark.policy import PolicySet
from clark.policy.admission import Policy
from clark.policy.layout import directory

EXAMPLES: Final = 20
_VERBS: Final = {"denies": "deny", "warns": "warn about", "audits": "audit"}
_WORDS: Final = {kind.plural: kind.words for kind in KINDS}
_EVERYTHING: Final = "everything"


Service = tuple[str, str]  # region and name


@dataclass(frozen=True)
class Heard:
    """Of one file: the policies that were asked, and what they said: (policy, level, reason)."""

    asked: frozenset[str] = frozenset()
    said: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Opinion:
    """Of one policy: about how many services it was asked, and what it said of which."""

    asked: int = 0
    said: dict[Service, str] = field(default_factory=dict)


@dataclass
class Opinions:
    """Of all policies. `denied` are the services that one of them would deny."""

    services: int = 0
    denied: set[Service] = field(default_factory=set)
    by_policy: dict[str, Opinion] = field(default_factory=dict)


class Memory:
    """What some policies say of files, by the blob of each: a commit changes few of them.

    Threads may share it: of two that both ask, either hears the same.
    """

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self._heard: dict[str, tuple[str, Heard]] = {}

    def heard(self, path: str, blob: str, text: str) -> Heard:
        known = self._heard.get(path)
        if known is None or known[0] != blob:
            known = self._heard[path] = blob, _hear(self.policies, text)
        return known[1]

    def forget_all_but(self, paths: Collection[str]) -> None:
        for gone in [path for path in self._heard if path not in paths]:
            self._heard.pop(gone, None)


def opinions(policies: PolicySet, heard: Iterable[tuple[str, Heard]]) -> Opinions:
    """What they say of every service of a GitOps repository, all its objects together."""
    found = Opinions(by_policy={each.name: Opinion() for each in policies.policies})
    services: set[Service] = set()
    asked: dict[str, set[Service]] = {each.name: set() for each in policies.policies}
    for path, each in heard:
        place = directory(path)
        if place is None:
            continue
        service = place.region, place.name
        services.add(service)
        for name in each.asked:
            asked[name].add(service)
        for name, level, reason in each.said:
            found.by_policy[name].said.setdefault(service, reason)
            if level == "deny":
                found.denied.add(service)
    found.services = len(services)
    for name, by in asked.items():
        found.by_policy[name].asked = len(by)
    return found


def instead(main: Heard, branch: Heard, changed: Collection[str]) -> Heard:
    """What is heard on a branch: of the policies that it changes what they say there."""
    kept = tuple(each for each in main.said if each[0] not in changed)
    return Heard(main.asked.difference(changed) | branch.asked, (*kept, *branch.said))


def differing(main: PolicySet, branch: PolicySet) -> frozenset[str]:
    """The names of policies that a branch adds, removes or changes."""
    both = changed(main.policies, branch.policies)
    return frozenset(policy.name for policy, change in both if change)


def about(policy: Policy) -> str:
    """What a policy looks at, in words."""
    resources = (name for rule in policy.within.rules for name in rule.resources)
    plain = dict.fromkeys(name.partition("/")[0] for name in resources)
    return _EVERYTHING if "*" in plain else ", ".join(_WORDS.get(each, each) for each in plain)


def does(policy: Policy) -> str:
    levels = {binding.level for binding in policy.bindings}
    return "denies" if "deny" in levels else "warns" if "warn" in levels else "audits"


def would(policy: Policy) -> str:
    """The same after “it would”."""
    return _VERBS[does(policy)]


def services(paths: Iterable[str]) -> frozenset[Service]:
    """The services that files of a GitOps repository belong to."""
    places = map(directory, paths)
    return frozenset((each.region, each.name) for each in places if each)


def says(policy: Policy) -> tuple[str, ...]:
    """Its messages, each once."""
    return tuple(dict.fromkeys(each.message for each in policy.validations if each.message))


def change(name: str, main: Mapping[str, Policy], branch: Mapping[str, Policy]) -> str:
    """What a branch makes of a policy."""
    if name not in main:
        return "new"
    if name not in branch:
        return "removed"
    return "changed" if _sense(main[name]) != _sense(branch[name]) else ""


def changed(main: Iterable[Policy], branch: Iterable[Policy]) -> Iterator[tuple[Policy, str]]:
    """Every policy of both, as the branch has it, with what became of it."""
    old = {each.name: each for each in main}
    new = {each.name: each for each in branch}
    for name, policy in {**old, **new}.items():
        yield policy, change(name, old, new)


# Private functions


def _hear(policies: PolicySet, text: str) -> Heard:
    asked: set[str] = set()
    said: list[tuple[str, str, str]] = []
    for document in _documents(text):
        applying, objections = policies.today(document)
        asked.update(applying)
        said += ((each.policy.name, each.level, each.reason) for each in objections)
    return Heard(frozenset(asked), tuple(said))


def _documents(text: str) -> Iterator[Document]:
    try:
        yield from read(text)
    except Unreadable:
        return


def _sense(policy: Policy) -> object:
    """Whatever decides what a policy says, as it is written."""
    read = (*policy.conditions, *policy.variables.values(), *policy.audits)
    texts = [each.text for each in read]
    spoken = [
        (each.condition.text, each.message, each.spoken.text if each.spoken else "")
        for each in policy.validations
    ]
    rest = (policy.within, policy.ignores_errors, policy.param_kind, policy.candidates)
    counted = len(policy.conditions), len(policy.audits)
    return texts, counted, spoken, [*policy.variables], policy.bindings, rest

"""What policies say about services as they are: each as if it were ordered today. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from clark.kinds import KINDS
from clark.manifests import Document, Unreadable, read
from clark.policy import PolicySet
from clark.policy.admission import Policy
from clark.policy.layout import directory

EXAMPLES: Final = 20
_WORDS: Final = {kind.plural: kind.words for kind in KINDS}
_EVERYTHING: Final = "everything"


@dataclass
class Opinion:
    """Of one policy: about how many services it was asked, and what it said of which."""

    asked: int = 0
    said: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Opinions:
    """Of all policies. `denied` are the services that one of them would deny."""

    services: int = 0
    denied: set[tuple[str, str]] = field(default_factory=set)
    by_policy: dict[str, Opinion] = field(default_factory=dict)


def opinions(policies: PolicySet, texts: Iterable[tuple[str, str]]) -> Opinions:
    """What they say of every service of a GitOps repository, all its objects together."""
    found = Opinions(by_policy={each.name: Opinion() for each in policies.policies})
    services: set[tuple[str, str]] = set()
    asked: dict[str, set[tuple[str, str]]] = {each.name: set() for each in policies.policies}
    for path, text in texts:
        place = directory(path)
        if place is None:
            continue
        service = place.region, place.name
        services.add(service)
        for document in _documents(text):
            applying, objections = policies.today(document)
            for name in applying:
                asked[name].add(service)
            for objection in objections:
                opinion = found.by_policy[objection.policy.name]
                opinion.said.setdefault(service, objection.reason)
                if objection.level == "deny":
                    found.denied.add(service)
    found.services = len(services)
    for name, by in asked.items():
        found.by_policy[name].asked = len(by)
    return found


def about(policy: Policy) -> str:
    """What a policy looks at, in words."""
    resources = (name for rule in policy.within.rules for name in rule.resources)
    plain = dict.fromkeys(name.partition("/")[0] for name in resources)
    return _EVERYTHING if "*" in plain else ", ".join(_WORDS.get(each, each) for each in plain)


def does(policy: Policy) -> str:
    levels = {binding.level for binding in policy.bindings}
    return "denies" if "deny" in levels else "warns" if "warn" in levels else "audits"


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


def _documents(text: str) -> Iterator[Document]:
    try:
        yield from read(text)
    except Unreadable:
        return


def _sense(policy: Policy) -> object:
    """Whatever decides what a policy says, as it is written."""
    texts = [each.text for each in (*policy.conditions, *policy.variables.values())]
    spoken = [
        (each.condition.text, each.message, each.spoken.text if each.spoken else "")
        for each in policy.validations
    ]
    rest = (policy.within, policy.ignores_errors, policy.param_kind, policy.candidates)
    return texts, spoken, [*policy.variables], policy.bindings, rest

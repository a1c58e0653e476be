"""Which requests a policy or a binding speaks of: rules, scopes and selectors of labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True)
class Target:
    """What is done to which kind of resource; `resource` is the plural, as rules name it."""

    group: str
    version: str
    resource: str
    operation: str
    namespaced: bool = False


@dataclass(frozen=True)
class Rule:
    """One entry of resourceRules: `*` stands for all."""

    groups: frozenset[str]
    versions: frozenset[str]
    operations: frozenset[str]
    resources: frozenset[str]
    names: frozenset[str] = frozenset()
    any_version: bool = True
    scope: str = "*"

    def matches(self, target: Target, name: str) -> bool:
        """Whether the rule speaks of it.

        With matchPolicy Equivalent a rule for one version speaks of all of them: the API server
        would convert the object; Clark shows it as written, which at worst denies too much.
        """
        return (
            _has(self.groups, target.group)
            and (self.any_version or _has(self.versions, target.version))
            and _has(self.operations, target.operation)
            and not self.resources.isdisjoint((target.resource, f"{target.resource}/*", "*", "*/*"))
            and (not self.names or name in self.names)
            and self.scope in ("*", "Namespaced" if target.namespaced else "Cluster")
        )


@dataclass(frozen=True)
class Requirement:
    """One condition on a label: `values` are those that In and NotIn name."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def holds(self, labels: Mapping[str, Any]) -> bool:
        if self.operator == "Exists":
            return self.key in labels
        if self.operator == "DoesNotExist":
            return self.key not in labels
        return (labels.get(self.key) in self.values) == (self.operator == "In")


@dataclass(frozen=True)
class Selector:
    """A label selector; without requirements it selects everything."""

    requirements: tuple[Requirement, ...] = ()

    def selects(self, labels: Mapping[str, Any]) -> bool:
        return all(each.holds(labels) for each in self.requirements)

    def may_select_namespace(self, name: str) -> bool:
        """Of a namespace only the name is known here: what asks for more is taken to hold."""
        known = [each for each in self.requirements if each.key == NAMESPACE_NAME]
        return all(each.holds({NAMESPACE_NAME: name}) for each in known)


@dataclass(frozen=True)
class Matching:
    """matchConstraints of a policy, or matchResources of a binding; no rule is every rule."""

    rules: tuple[Rule, ...] = ()
    exclusions: tuple[Rule, ...] = ()
    objects: Selector = Selector()
    namespaces: Selector = Selector()

    def matches(self, target: Target, name: str) -> bool:
        """Whether the rules speak of it, whatever its labels are."""
        ruled = not self.rules or any(rule.matches(target, name) for rule in self.rules)
        return ruled and not any(rule.matches(target, name) for rule in self.exclusions)

    def selects(self, namespace: str, *sides: Mapping[str, Any] | None) -> bool:
        """Whether the labels of one of the sides, and the namespace, are among those meant.

        What has no namespace is never left out by a selector of namespaces.
        """
        chosen = not self.objects.requirements or any(
            self.objects.selects(labels_of(side)) for side in sides if side is not None
        )
        return chosen and (not namespace or self.namespaces.may_select_namespace(namespace))

    @cached_property
    def selects_all(self) -> bool:
        """Whether labels do not matter."""
        return not self.objects.requirements and not self.namespaces.requirements

    @cached_property
    def by_name(self) -> bool:
        """Whether the name of an object, not its kind alone, decides if it is meant."""
        return any(rule.names for rule in (*self.rules, *self.exclusions))


EVERYTHING: Final = Matching()


def read_matching(spec: Mapping[str, Any]) -> Matching:
    """matchConstraints or matchResources that have the right shape."""
    exact = spec.get("matchPolicy") == "Exact"
    return Matching(
        rules=_rules(spec.get("resourceRules") or (), exact),
        exclusions=_rules(spec.get("excludeResourceRules") or (), exact),
        objects=read_selector(spec.get("objectSelector") or {}),
        namespaces=read_selector(spec.get("namespaceSelector") or {}),
    )


def read_selector(spec: Mapping[str, Any]) -> Selector:
    """A label selector that has the right shape."""
    labels = (spec.get("matchLabels") or {}).items()
    named = [Requirement(key, "In", frozenset((value,))) for key, value in labels]
    said = [
        Requirement(each["key"], each["operator"], frozenset(each.get("values") or ()))
        for each in spec.get("matchExpressions") or ()
    ]
    return Selector((*named, *said))


def labels_of(value: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = value.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, Mapping) else None
    return labels if isinstance(labels, Mapping) else {}


# Private functions


def _rules(entries: Any, exact: bool) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            groups=frozenset(entry["apiGroups"]),
            versions=frozenset(entry["apiVersions"]),
            operations=frozenset(entry["operations"]),
            resources=frozenset(entry["resources"]),
            names=frozenset(entry.get("resourceNames", ())),
            any_version=not exact,
            scope=entry.get("scope", "*"),
        )
        for entry in entries
    )


def _has(names: frozenset[str], name: str) -> bool:
    return "*" in names or name in names

"""References to other managed resources: provider-aws apis/*/referencers.go, v0.58.

A value that stands there already is never asked for again, whatever its reference names by then
(crossplane-runtime pkg/reference, policy IfNotPresent).
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from clark.local.controlplane.objects import Key, Resource

GROUP: Final = "elbv2.aws.crossplane.io"
EMPTY: Final = "referenced field was empty (referenced resource may not yet be ready)"
Find = Callable[[Key], Resource | None]


class Unresolved(Exception):
    """What is referred to is not there, or has no name in AWS yet."""


def resolve(resource: Resource, find: Find) -> None:
    """Write the external names of what a resource refers to beside its references."""
    for path, place, name, kind in _references(resource):
        reference = place.get(f"{name}Ref")
        if not reference or place.get(name):
            continue
        found = find(Key(GROUP, kind, "", reference["name"]))
        if found is None:
            absent = f'{kind}.{GROUP} "{reference["name"]}" not found'
            raise Unresolved(f"{path}: cannot get referenced resource: {absent}")
        if not found.external_name:
            raise Unresolved(f"{path}: {EMPTY}")
        place[name] = found.external_name


# Private functions


def _references(resource: Resource) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    """The path as the provider words it, where the value goes, its name, and the kind it is of."""
    if resource.kind != "Listener":
        return
    asked = resource.parameters
    yield "spec.forProvider.loadBalancerArn", asked, "loadBalancerArn", "LoadBalancer"
    for number, action in enumerate(asked.get("defaultActions") or ()):
        path = f"spec.forProvider.DefaultActions[{number}]"
        yield f"{path}.targetGroupArn", action, "targetGroupArn", "TargetGroup"
        listed = (action.get("forwardConfig") or {}).get("targetGroups") or ()
        for index, each in enumerate(listed):
            path_of_one = f"{path}.forwardConfig.targetGroups[{index}]"
            yield path_of_one, each, "targetGroupArn", "TargetGroup"

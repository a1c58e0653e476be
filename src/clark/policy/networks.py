"""Who may connect to a service: security groups of the place that it is in, and no others.

A group of another network, or of nobody that is known, may let anybody in. Which groups are a
place's own is what the control repository says of it, in `clusters/<environment>/<region>/`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from clark.kinds import is_adopted
from clark.manifests import Path, get
from clark.policy.change import Change
from clark.policy.findings import Finding
from clark.policy.layout import directory

RULE: Final = "security-groups"
# (environment, region) -> the ids of the place's own security groups.
Groups = Mapping[tuple[str, str], frozenset[str]]

_FIELDS: Final[Mapping[str, Path]] = {
    "RDSInstance": ("spec", "forProvider", "vpcSecurityGroupIds"),
    "DBCluster": ("spec", "forProvider", "vpcSecurityGroupIDs"),
    "DBInstance": ("spec", "forProvider", "vpcSecurityGroupIDs"),
    "ReplicationGroup": ("spec", "forProvider", "securityGroupIds"),
    "LoadBalancer": ("spec", "forProvider", "securityGroups"),
    "NodeGroup": ("spec", "forProvider", "remoteAccess", "sourceSecurityGroups"),
}


def foreign_groups(changes: Iterable[Change], own: Groups) -> Iterator[Finding]:
    """Groups that a change adds and the place does not have. What is there already may stay, and
    what is taken over from AWS comes with the groups that it has there."""
    for change in changes:
        path, place = _FIELDS.get(change.document.kind), directory(change.file)
        if change.new is None or path is None or place is None:
            continue
        if change.old is None and is_adopted(change.new.value):
            continue
        known = own.get((place.environment, place.region), frozenset())
        before = {each for _, each in _groups(change.old.value, path)} if change.old else set()
        for index, group in _groups(change.new.value, path):
            if group not in known and group not in before:
                where = f"{place.environment} in {place.region}"
                reason = f"{group} is no security group that your control repository names for "
                reason += f"{where}: whoever is in it could connect."
                names = ", ".join(sorted(known)) or "none yet"
                fix = f"Take one that clusters/{place.environment}/{place.region}/ names ({names}),"
                fix += " or have an owner add it there."
                yield change.denied(RULE, (*path, index), reason, fix)


def groups_in(data: object) -> Iterator[str]:
    """Every security group that is named anywhere in what describes a place."""
    if isinstance(data, str) and data.startswith("sg-"):
        yield data
    elif isinstance(data, Mapping):
        for each in data.values():
            yield from groups_in(each)
    elif isinstance(data, list):
        for each in data:
            yield from groups_in(each)


# Private functions


def _groups(manifest: Mapping[str, object], path: Path) -> Iterator[tuple[int, str]]:
    """Each with its place in the list. The schema names what is no text."""
    found = get(manifest, path)
    if isinstance(found, list):
        yield from ((at, each) for at, each in enumerate(found) if isinstance(each, str))

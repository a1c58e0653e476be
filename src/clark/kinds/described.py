"""From what AWS says of a resource to the definition that changes nothing about it.

A field that the provider compares and the definition leaves out is filled in by the provider, but
for lists, which it empties; and a field that it cannot write back would be asked for for ever. So
each kind names its fields one by one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import bucket, rds_instance, replication_group
from clark.kinds.bucket import described as buckets
from clark.kinds.kind import Kind
from clark.kinds.rds_instance import described as databases
from clark.kinds.replication_group import described as caches

Settings = Mapping[str, Any]
Tags = Mapping[str, str]

_DESCRIBED: Final[Mapping[str, Callable[[Settings, Tags, str], dict[str, Any]]]] = {
    rds_instance.KIND.kind: databases.described,
    replication_group.KIND.kind: caches.described,
    bucket.KIND.kind: buckets.described,
}


def described(kind: Kind, settings: Settings, tags: Tags, region: str) -> dict[str, Any]:
    """spec.forProvider of what exists in AWS. `settings` are in AWS's own words."""
    return _DESCRIBED[kind.kind](settings, tags, region)


def unlike(wanted: Mapping[str, Any], has: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the fields in which a definition (spec.forProvider) is not what `has` describes."""
    return tuple(name for name in has if _ordered(wanted.get(name)) != _ordered(has[name]))


def _ordered(value: Any) -> Any:
    """Lists of names have no order: AWS may tell them in another one each time."""
    plain = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sorted(value) if plain else value

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

Describe = Callable[[Settings, Tags, str], dict[str, Any]]

_DESCRIBED: Final[Mapping[str, Describe]] = {
    rds_instance.KIND.kind: databases.described,
    replication_group.KIND.kind: caches.described,
    bucket.KIND.kind: buckets.described,
}
_TOLD: Final[Mapping[str, Describe]] = {
    rds_instance.KIND.kind: databases.told,
    replication_group.KIND.kind: caches.told,
    bucket.KIND.kind: buckets.told,
}


def described(kind: Kind, settings: Settings, tags: Tags, region: str) -> dict[str, Any]:
    """spec.forProvider of what exists in AWS. `settings` are in AWS's own words."""
    return _DESCRIBED[kind.kind](settings, tags, region)


def unlike(kind: Kind, wanted: Settings, has: Settings) -> tuple[str, ...]:
    """Names of the fields in which a definition (spec.forProvider) is not what `has` describes.

    Also those that the definition has and AWS has no more: the provider would put them back, and a
    rule that somebody removed so that nothing is deleted any more would delete again.
    """
    names = _TOLD[kind.kind]({}, {}, "")
    return tuple(name for name in names if _ordered(wanted.get(name)) != _ordered(has.get(name)))


def _ordered(value: Any) -> Any:
    """Lists of names have no order: AWS may tell them in another one each time."""
    plain = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sorted(value) if plain else value

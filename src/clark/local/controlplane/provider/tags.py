"""Tags: those of the spec and no others.

The provider once added three of its own (crossplane-kind and so on). RDSInstance, ReplicationGroup
and Bucket of v0.58 have no initializer that does, so what is adopted keeps its tags as they are.
"""

from collections.abc import Iterable, Mapping

Tag = Mapping[str, str]


def wanted_tags(spec: Iterable[Tag]) -> list[dict[str, str]]:
    """The spec's tags, sorted by key, as AWS takes them."""
    tags = {tag["key"]: tag.get("value", "") for tag in spec}
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def difference(
    wanted: Iterable[Tag], present: Iterable[Tag]
) -> tuple[list[dict[str, str]], list[str]]:
    """The tags to add, and the keys to remove first."""
    old = {tag["Key"]: tag.get("Value", "") for tag in present}
    new = {tag["Key"]: tag.get("Value", "") for tag in wanted}
    add = [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]
    return add, [key for key in old if key not in new]

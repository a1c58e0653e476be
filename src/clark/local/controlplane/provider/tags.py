"""Tags: those of the spec, and the three that Crossplane adds to tell its own resources."""

from collections.abc import Iterable, Mapping

from clark.local.controlplane.objects import Resource

Tag = Mapping[str, str]


def crossplane_tags(resource: Resource) -> dict[str, str]:
    """crossplane-runtime pkg/resource/resource.go, GetExternalTags."""
    reference = resource.spec.get("providerConfigRef") or {}
    group = resource.key.group
    return {
        "crossplane-kind": f"{resource.kind.lower()}.{group}",
        "crossplane-name": resource.name,
        "crossplane-providerconfig": str(reference.get("name") or "default"),
    }


def wanted_tags(resource: Resource, spec: Iterable[Tag]) -> list[dict[str, str]]:
    """The spec's tags and Crossplane's, sorted by key, as AWS takes them."""
    tags = {tag["key"]: tag.get("value", "") for tag in spec} | crossplane_tags(resource)
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def difference(
    wanted: Iterable[Tag], present: Iterable[Tag]
) -> tuple[list[dict[str, str]], list[str]]:
    """The tags to add, and the keys to remove first."""
    old = {tag["Key"]: tag.get("Value", "") for tag in present}
    new = {tag["Key"]: tag.get("Value", "") for tag in wanted}
    add = [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]
    return add, [key for key in old if key not in new]

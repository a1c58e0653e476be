"""A NodeGroup in AWS's words and the provider's: pkg/clients/eks/nodegroup.go, v0.58."""

from collections.abc import Mapping
from typing import Any, Final

from clark.local.controlplane.provider.shapes import pick, without_zeroes

Group = Mapping[str, Any]
Parameters = Mapping[str, Any]

# Both sides write these alike.
CREATED: Final = (
    "amiType",
    "capacityType",
    "diskSize",
    "instanceTypes",
    "labels",
    "nodeRole",
    "releaseVersion",
    "subnets",
    "tags",
    "taints",
    "version",
)
LATE: Final = (
    "amiType",
    "capacityType",
    "diskSize",
    "instanceTypes",
    "labels",
    "scalingConfig",
    "releaseVersion",
    "version",
    "tags",
    "taints",
)
OBSERVED: Final = {
    "nodegroupArn": "nodeGroupArn",
    "version": "version",
    "releaseVersion": "releaseVersion",
    "status": "status",
    "createdAt": "createdAt",
    "modifiedAt": "modifiedAt",
}
AT_A_TIME: Final = ("maxUnavailable", "maxUnavailablePercentage")
CUSTOM: Final = "CUSTOM"  # an image of one's own: AWS tells no version that could be compared


def creation(parameters: Parameters) -> dict[str, Any]:
    """What CreateNodegroup is asked, without the names (GenerateCreateNodeGroupInput)."""
    given = {name: parameters[name] for name in CREATED if parameters.get(name)}
    if sizes := parameters.get("scalingConfig"):
        given["scalingConfig"] = {**_sizes(sizes), "desiredSize": _at_first(sizes)}
    if remote := parameters.get("remoteAccess"):
        asked = {
            "ec2SshKey": remote.get("ec2SSHKey"),
            "sourceSecurityGroups": remote.get("sourceSecurityGroups"),
        }
        given["remoteAccess"] = without_zeroes(asked)
    if update := _update_config(parameters):
        given["updateConfig"] = update
    if template := parameters.get("launchTemplate"):
        given["launchTemplate"] = _template(template)
    return given


def late_values(parameters: Parameters, group: Group) -> dict[str, Any]:
    """What the provider fills in where nobody said anything (LateInitializeNodeGroup)."""
    late = {name: group[name] for name in LATE if group.get(name) and not parameters.get(name)}
    if not parameters.get("updateConfig"):
        late["updateConfig"] = {}
    late["updateConfig.force"] = False
    if at_once := group.get("updateConfig", {}).get("maxUnavailable"):
        late["updateConfig.maxUnavailable"] = at_once
    if parameters.get("launchTemplate") and (template := group.get("launchTemplate")):
        late["launchTemplate.version"] = template["version"]
    return late


def up_to_date(parameters: Parameters, late: Mapping[str, Any], group: Group) -> bool:
    """Whether nothing that may change differs (IsNodeGroupUpToDate), once `late` is filled in.

    Taints are not looked at: where both sides have a scalingConfig, as they do once it is filled
    in, the provider decides before it comes to them.
    """
    if any(tags_difference(parameters, group)) and "tags" not in late:
        return False
    if (parameters.get("labels") or group.get("labels") or {}) != (group.get("labels") or {}):
        return False
    if version_update(parameters, group):
        return False
    wanted, present = parameters.get("updateConfig") or {}, group.get("updateConfig") or {}
    if any(wanted.get(name, present.get(name)) != present.get(name) for name in AT_A_TIME):
        return False
    sizes, there = parameters.get("scalingConfig"), group["scalingConfig"]
    return not sizes or all(
        sizes.get(name) == there[name]
        for name in ("minSize", "maxSize", "desiredSize")
        if name != "desiredSize" or sizes.get(name) is not None
    )


def version_update(parameters: Parameters, group: Group) -> dict[str, Any]:
    """What UpdateNodegroupVersion is asked; nothing where no version differs."""
    asked: dict[str, Any] = {}
    if parameters.get("amiType") != CUSTOM:
        for name in ("version", "releaseVersion"):
            if parameters.get(name) and parameters[name] != group.get(name):
                asked[name] = parameters[name]
    wanted, present = parameters.get("launchTemplate"), group.get("launchTemplate")
    if wanted and present and wanted.get("version") not in (None, present["version"]):
        named = "name" if wanted.get("name") else "id"
        asked["launchTemplate"] = {"version": wanted["version"], named: wanted.get(named)}
    if asked and (parameters.get("updateConfig") or {}).get("force"):
        asked["force"] = True
    return asked


def config_update(parameters: Parameters, group: Group) -> dict[str, Any]:
    """What UpdateNodegroupConfig is asked (GenerateUpdateNodeGroupConfigInput)."""
    asked: dict[str, Any] = {}
    if labels := parameters.get("labels"):
        asked |= _labels(labels, group.get("labels") or {})
    if sizes := parameters.get("scalingConfig"):
        desired = sizes.get("desiredSize")
        now = _within(group["scalingConfig"]["desiredSize"], sizes) if desired is None else desired
        asked["scalingConfig"] = {**_sizes(sizes), "desiredSize": now}
    if update := _update_config(parameters):
        asked["updateConfig"] = update
    if parameters.get("taints") is not None:
        asked |= _taints(parameters["taints"], group.get("taints") or [])
    return asked


def tags_difference(parameters: Parameters, group: Group) -> tuple[dict[str, str], list[str]]:
    """The tags to add or change, and the keys to remove."""
    wanted, present = parameters.get("tags") or {}, group.get("tags") or {}
    add = {key: value for key, value in wanted.items() if present.get(key) != value}
    return add, [key for key in present if key not in wanted]


def at_provider(group: Group) -> dict[str, Any]:
    """status.atProvider (GenerateNodeGroupObservation). Of the sizes it has the desired one."""
    resources = group.get("resources") or {}
    nested = {
        "nodeGroupHealth": without_zeroes({"issues": (group.get("health") or {}).get("issues")}),
        "resources": without_zeroes(
            {
                "autoScalingGroup": resources.get("autoScalingGroups"),
                "remoteAccessSecurityGroup": resources.get("remoteAccessSecurityGroup"),
            }
        ),
        "scalingConfig": {"desiredSize": group["scalingConfig"]["desiredSize"]},
        "updateConfig": pick(group.get("updateConfig") or {}, {name: name for name in AT_A_TIME}),
    }
    return {**pick(group, OBSERVED), **without_zeroes(nested)}


# Private functions


def _sizes(sizes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sizes[name] for name in ("minSize", "maxSize") if sizes.get(name) is not None}


def _at_first(sizes: Mapping[str, Any]) -> Any:
    """AWS needs a desired size; a definition may leave it to an autoscaler."""
    wanted = sizes.get("desiredSize")
    return sizes.get("minSize") if wanted is None else wanted


def _within(now: int, sizes: Mapping[str, Any]) -> int:
    """What an autoscaler chose, as far as the new limits let it."""
    return max(sizes.get("minSize") or 0, min(now, sizes.get("maxSize") or now))


def _update_config(parameters: Parameters) -> dict[str, Any]:
    wanted = parameters.get("updateConfig") or {}
    return {name: wanted[name] for name in AT_A_TIME if wanted.get(name) is not None}


def _template(template: Mapping[str, Any]) -> dict[str, Any]:
    return without_zeroes({name: template.get(name) for name in ("id", "name", "version")})


def _labels(wanted: Mapping[str, str], present: Mapping[str, str]) -> dict[str, Any]:
    add = {key: value for key, value in wanted.items() if present.get(key) != value}
    remove = [key for key in present if key not in wanted]
    changed = without_zeroes({"addOrUpdateLabels": add, "removeLabels": remove})
    return {"labels": changed} if changed else {}


def _taints(wanted: list[Mapping[str, Any]], present: list[Mapping[str, Any]]) -> dict[str, Any]:
    """By key alone, as the provider compares them."""
    there = {each["key"]: each for each in present}
    add = [each for each in wanted if there.get(each["key"]) != each]
    remove = [each for each in present if each["key"] not in {one["key"] for one in wanted}]
    changed = without_zeroes({"addOrUpdateTaints": add, "removeTaints": remove})
    return {"taints": changed} if changed else {}

"""LoadBalancer: every field of LoadBalancerParameters, provider-aws v0.58
(package/crds/elbv2.aws.crossplane.io_loadbalancers.yaml)."""

from clark.kinds.field import (
    array,
    obj,
    references,
    selector,
    string,
    strings,
    tags,
    under,
)

FIELDS = under(
    "spec.forProvider",
    string("region", "The AWS region, for example us-east-1.", required=True),
    string("name", "The name in AWS: 32 characters at most.", required=True, immutable=True),
    string("loadBalancerType", "application or network.", immutable=True),
    string("scheme", "internal, or internet-facing.", immutable=True),
    string("customerOwnedIPv4Pool", immutable=True),
    string("ipAddressType", "ipv4 or dualstack.", immutable=True),
    *references("securityGroupRefs"),
    *selector("securityGroupSelector"),
    *strings("securityGroups", "Who may connect: security groups by id.", immutable=True),
    array("subnetMappings", immutable=True),
    obj("subnetMappings.*"),
    string("subnetMappings.*.allocationID"),
    string("subnetMappings.*.iPv6Address"),
    string("subnetMappings.*.privateIPv4Address"),
    string("subnetMappings.*.subnetID"),
    *references("subnetRefs"),
    *selector("subnetSelector"),
    *strings(
        "subnets", "The subnets that it stands in, by id: two zones at least.", immutable=True
    ),
    *tags("tags", complete=False),
)

"""TargetGroup: what a load balancer sends requests to, and how it tells what works."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.target_group.fields import FIELDS

KIND = Kind(
    api_version="elbv2.aws.crossplane.io/v1alpha1",
    kind="TargetGroup",
    plural="targetgroups",
    word="Target group",
    icon="target",
    fields=COMMON + FIELDS,
    connection_keys=(),
    part_of="LoadBalancer",
)

"""LoadBalancer: of Elastic Load Balancing. Listeners and target groups are parts of its service."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.load_balancer.fields import FIELDS

KIND = Kind(
    api_version="elbv2.aws.crossplane.io/v1alpha1",
    kind="LoadBalancer",
    plural="loadbalancers",
    word="Load balancer",
    icon="network",
    fields=COMMON + FIELDS,
    connection_keys=(),
)

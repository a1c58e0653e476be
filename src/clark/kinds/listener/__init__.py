"""Listener: a port of a load balancer, and what is done with the requests there."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.listener.fields import FIELDS

KIND = Kind(
    api_version="elbv2.aws.crossplane.io/v1alpha1",
    kind="Listener",
    plural="listeners",
    word="Listener",
    icon="plug",
    fields=COMMON + FIELDS,
    connection_keys=(),
    part_of="LoadBalancer",
)

"""What the community provider-aws does with its managed resources."""

from clark.local.controlplane.provider.aurora import DBClusters
from clark.local.controlplane.provider.aurora_instance import DBInstances
from clark.local.controlplane.provider.bucket import Buckets
from clark.local.controlplane.provider.cache import ReplicationGroups
from clark.local.controlplane.provider.external import External
from clark.local.controlplane.provider.load_balancing import Listeners, LoadBalancers, TargetGroups
from clark.local.controlplane.provider.nodegroup import NodeGroups
from clark.local.controlplane.provider.rds import RDSInstances
from clark.local.controlplane.provider.reconciler import ManagedReconciler, Outcome

__all__ = [
    "Buckets",
    "DBClusters",
    "DBInstances",
    "External",
    "Listeners",
    "LoadBalancers",
    "ManagedReconciler",
    "NodeGroups",
    "Outcome",
    "RDSInstances",
    "ReplicationGroups",
    "TargetGroups",
]

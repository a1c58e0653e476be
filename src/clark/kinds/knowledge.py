"""The door to what each kind's package knows, so that nothing else names a kind."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clark.kinds import (
    bucket,
    db_cluster,
    db_instance,
    listener,
    load_balancer,
    node_group,
    rds_instance,
    replication_group,
    target_group,
)
from clark.kinds.alternative import Alternative
from clark.kinds.bucket import impact as bucket_impact
from clark.kinds.bucket import refusals as bucket_refusals
from clark.kinds.bucket import status as bucket_status
from clark.kinds.change import Change
from clark.kinds.db_cluster import impact as cluster_impact
from clark.kinds.db_cluster import refusals as cluster_refusals
from clark.kinds.db_cluster import status as cluster_status
from clark.kinds.db_instance import alternatives as instance_alternatives
from clark.kinds.db_instance import impact as instance_impact
from clark.kinds.db_instance import refusals as instance_refusals
from clark.kinds.db_instance import status as instance_status
from clark.kinds.impact import Impact
from clark.kinds.kind import Kind
from clark.kinds.listener import impact as listener_impact
from clark.kinds.listener import refusals as listener_refusals
from clark.kinds.listener import status as listener_status
from clark.kinds.load_balancer import impact as balancer_impact
from clark.kinds.load_balancer import refusals as balancer_refusals
from clark.kinds.load_balancer import status as balancer_status
from clark.kinds.node_group import impact as nodes_impact
from clark.kinds.node_group import refusals as nodes_refusals
from clark.kinds.node_group import status as nodes_status
from clark.kinds.problem import FieldProblem
from clark.kinds.progress import Progress
from clark.kinds.rds_instance import alternatives as rds_alternatives
from clark.kinds.rds_instance import impact as rds_impact
from clark.kinds.rds_instance import refusals as rds_refusals
from clark.kinds.rds_instance import status as rds_status
from clark.kinds.replication_group import alternatives as cache_alternatives
from clark.kinds.replication_group import impact as cache_impact
from clark.kinds.replication_group import refusals as cache_refusals
from clark.kinds.replication_group import status as cache_status
from clark.kinds.target_group import impact as targets_impact
from clark.kinds.target_group import refusals as targets_refusals
from clark.kinds.target_group import status as targets_status

Values = Mapping[str, Any]
Ways = Callable[[Change, int], Iterator[Alternative]]


@dataclass(frozen=True)
class Knowledge:
    """One kind's rules.

    `rules_for_removal` are the fields whose removal reaches AWS; the provider fills the others in
    again. `progress` takes spec.forProvider and status.atProvider, `role`
    a service's status.atProvider and the external name of one of its parts. `alternatives` takes a
    field's change, and how many of the kind stand in the file.
    """

    refusals: Callable[[Values], Iterator[FieldProblem]]
    rules: Mapping[str, Callable[[Change], Impact]]
    defaults: Values
    rules_for_removal: Collection[str]
    created: Callable[[Values], tuple[str, str]]
    deleted: Callable[[Values], tuple[str, str, bool]]
    progress: Callable[[Values, Values], Progress]
    endpoint: Callable[[Values], str | None]
    summary: Callable[[Values], str]
    role: Callable[[Values, str], str] = lambda _seen, _part: ""
    alternatives: Mapping[str, Ways] = field(default_factory=dict)


_KNOWLEDGE = {
    rds_instance.KIND.kind: Knowledge(
        rds_refusals.refusals,
        rds_impact.RULES,
        rds_impact.DEFAULTS,
        ("tags",),
        rds_impact.created,
        rds_impact.deleted,
        rds_status.progress,
        rds_status.endpoint,
        rds_status.summary,
        alternatives=rds_alternatives.ALTERNATIVES,
    ),
    db_cluster.KIND.kind: Knowledge(
        cluster_refusals.refusals,
        cluster_impact.RULES,
        cluster_impact.DEFAULTS,
        ("tags",),
        cluster_impact.created,
        cluster_impact.deleted,
        cluster_status.progress,
        cluster_status.endpoint,
        cluster_status.summary,
        cluster_status.role,
    ),
    db_instance.KIND.kind: Knowledge(
        instance_refusals.refusals,
        instance_impact.RULES,
        instance_impact.DEFAULTS,
        ("tags",),
        instance_impact.created,
        instance_impact.deleted,
        instance_status.progress,
        instance_status.endpoint,
        instance_status.summary,
        alternatives=instance_alternatives.ALTERNATIVES,
    ),
    replication_group.KIND.kind: Knowledge(
        cache_refusals.refusals,
        cache_impact.RULES,
        cache_impact.DEFAULTS,
        ("tags",),
        cache_impact.created,
        cache_impact.deleted,
        cache_status.progress,
        cache_status.endpoint,
        cache_status.summary,
        alternatives=cache_alternatives.ALTERNATIVES,
    ),
    bucket.KIND.kind: Knowledge(
        bucket_refusals.refusals,
        bucket_impact.RULES,
        bucket_impact.DEFAULTS,
        bucket_impact.RULES,
        bucket_impact.created,
        bucket_impact.deleted,
        bucket_status.progress,
        bucket_status.endpoint,
        bucket_status.summary,
    ),
    load_balancer.KIND.kind: Knowledge(
        balancer_refusals.refusals,
        balancer_impact.RULES,
        balancer_impact.DEFAULTS,
        balancer_impact.RULES,
        balancer_impact.created,
        balancer_impact.deleted,
        balancer_status.progress,
        balancer_status.endpoint,
        balancer_status.summary,
    ),
    target_group.KIND.kind: Knowledge(
        targets_refusals.refusals,
        targets_impact.RULES,
        targets_impact.DEFAULTS,
        targets_impact.RULES,
        targets_impact.created,
        targets_impact.deleted,
        targets_status.progress,
        targets_status.endpoint,
        targets_status.summary,
    ),
    listener.KIND.kind: Knowledge(
        listener_refusals.refusals,
        listener_impact.RULES,
        listener_impact.DEFAULTS,
        listener_impact.RULES,
        listener_impact.created,
        listener_impact.deleted,
        listener_status.progress,
        listener_status.endpoint,
        listener_status.summary,
    ),
    node_group.KIND.kind: Knowledge(
        nodes_refusals.refusals,
        nodes_impact.RULES,
        nodes_impact.DEFAULTS,
        ("labels", "tags"),
        nodes_impact.created,
        nodes_impact.deleted,
        nodes_status.progress,
        nodes_status.endpoint,
        nodes_status.summary,
    ),
}


def knowledge(kind: Kind) -> Knowledge:
    """What Clark knows of this kind."""
    return _KNOWLEDGE[kind.kind]

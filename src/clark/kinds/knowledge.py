"""The door to what each kind's package knows, so that nothing else names a kind."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clark.kinds import bucket, rds_instance, replication_group
from clark.kinds.bucket import impact as bucket_impact
from clark.kinds.bucket import refusals as bucket_refusals
from clark.kinds.bucket import status as bucket_status
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.kind import Kind
from clark.kinds.problem import FieldProblem
from clark.kinds.progress import Progress
from clark.kinds.rds_instance import impact as rds_impact
from clark.kinds.rds_instance import refusals as rds_refusals
from clark.kinds.rds_instance import status as rds_status
from clark.kinds.replication_group import impact as cache_impact
from clark.kinds.replication_group import refusals as cache_refusals
from clark.kinds.replication_group import status as cache_status

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Knowledge:
    """One kind's rules.

    `rules_for_removal` are the fields whose removal reaches AWS; the provider fills the others in
    again. `progress` takes spec.forProvider and status.atProvider.
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
}


def knowledge(kind: Kind) -> Knowledge:
    """What Clark knows of this kind."""
    return _KNOWLEDGE[kind.kind]

"""ElastiCache replication groups, each with its first member, which alone tells the engine."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.adapters.aws.session import Absent, Session, plain, tags
from clark.ports.cloud import Found

LIST = "describe_replication_groups"


def groups(session: Session, region: str) -> Iterator[Found]:
    for each in session.pages("elasticache", region, LIST, "ReplicationGroups"):
        yield _group(session, region, each)


def group(session: Session, region: str, name: str) -> Iterator[Found]:
    for each in session.ask("elasticache", region, LIST, ReplicationGroupId=name)[
        "ReplicationGroups"
    ]:
        yield _group(session, region, each)


# Private functions


def _group(session: Session, region: str, each: Mapping[str, Any]) -> Found:
    name, status = each["ReplicationGroupId"], each.get("Status", "")
    settings = {**each, "Member": _member(session, region, each)}
    return Found("cache", name, region, status, plain(settings), _tags(session, region, each))


def _member(session: Session, region: str, each: Mapping[str, Any]) -> Mapping[str, Any]:
    names = each.get("MemberClusters") or ()
    if not names:
        return {}
    answer = session.ask("elasticache", region, "describe_cache_clusters", CacheClusterId=names[0])
    found: Mapping[str, Any] = answer["CacheClusters"][0]
    return found


def _tags(session: Session, region: str, each: Mapping[str, Any]) -> dict[str, str]:
    """AWS tells no tags of a group that is coming or going."""
    try:
        call = "list_tags_for_resource"
        return tags(session.ask("elasticache", region, call, ResourceName=each["ARN"])["TagList"])
    except Absent:
        return {}

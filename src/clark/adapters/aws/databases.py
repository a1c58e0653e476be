"""RDS instances and Aurora clusters (DescribeDBInstances, DescribeDBClusters)."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.adapters.aws.session import Session, plain, tags
from clark.ports.cloud import Found


def instances(session: Session, region: str) -> Iterator[Found]:
    """Those that stand alone. The members of an Aurora cluster are said with the cluster."""
    for each in session.pages("rds", region, "describe_db_instances", "DBInstances"):
        if not each.get("DBClusterIdentifier"):
            yield _instance(each, region)


def instance(session: Session, region: str, name: str) -> Iterator[Found]:
    answer = session.ask("rds", region, "describe_db_instances", DBInstanceIdentifier=name)
    for each in answer["DBInstances"]:
        yield _instance(each, region)


def clusters(session: Session, region: str) -> Iterator[Found]:
    """Aurora only: the same call lists Neptune and DocumentDB, too."""
    for each in session.pages("rds", region, "describe_db_clusters", "DBClusters"):
        if str(each.get("Engine", "")).startswith("aurora"):
            yield _cluster(each, region)


def cluster(session: Session, region: str, name: str) -> Iterator[Found]:
    answer = session.ask("rds", region, "describe_db_clusters", DBClusterIdentifier=name)
    for each in answer["DBClusters"]:
        yield _cluster(each, region)


# Private functions


def _instance(each: Mapping[str, Any], region: str) -> Found:
    name, status = each["DBInstanceIdentifier"], each.get("DBInstanceStatus", "")
    return Found("database", name, region, status, plain(each), tags(each.get("TagList")))


def _cluster(each: Mapping[str, Any], region: str) -> Found:
    name, status = each["DBClusterIdentifier"], each.get("Status", "")
    return Found("aurora", name, region, status, plain(each), tags(each.get("TagList")))

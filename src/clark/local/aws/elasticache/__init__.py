"""ElastiCache: Redis replication groups, cluster mode disabled."""

from clark.local.aws.elasticache.backend import Backend
from clark.local.aws.elasticache.group import Group

__all__ = ["Backend", "Group"]

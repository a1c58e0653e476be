"""RDS: PostgreSQL instances and Aurora clusters that take time to appear, change and go."""

from clark.local.aws.rds.aurora import Cluster, Member
from clark.local.aws.rds.backend import Backend
from clark.local.aws.rds.instance import Instance

__all__ = ["Backend", "Cluster", "Instance", "Member"]

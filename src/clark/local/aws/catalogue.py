"""What the local AWS offers: classes, engine versions, node types. Ours, not AWS's live list.

moto and botocore have no such lists (plain strings), and AWS's own needs an account to be read.
"""

import re
from collections.abc import Mapping
from typing import Final

LARGE: Final = r"large|xlarge|[248]xlarge|1[26]xlarge|24xlarge"
DATABASE_CLASS: Final = re.compile(
    rf"db\.(t[34]g?\.(micro|small|medium|large|xlarge|2xlarge)|(m5|m6g|m6i|m7g|r5|r6g|r6i|r7g)\.({LARGE}))"
)
AURORA_CLASS: Final = re.compile(
    rf"db\.(t3\.(medium|large)|t4g\.(medium|large)|(r5|r6g|r6i|r7g|r8g)\.({LARGE}))"
)
NODE_TYPE: Final = re.compile(
    rf"cache\.((t2|t3|t4g)\.(micro|small|medium)|(m5|m6g|m7g|r5|r6g|r7g)\.({LARGE}))"
)
# Major version of PostgreSQL -> its first and last minor version on offer.
POSTGRES: Final = {12: (11, 22), 13: (7, 22), 14: (4, 19), 15: (2, 14), 16: (1, 10), 17: (1, 6)}
POSTGRES_DEFAULT: Final = 16
# The same of Aurora PostgreSQL.
AURORA: Final = {13: (9, 21), 14: (6, 18), 15: (2, 13), 16: (1, 9), 17: (4, 5)}
# What is asked for -> what ElastiCache then reports.
REDIS: Final = {
    "5.0.6": "5.0.6",
    "6.x": "6.2.6",
    "6.0": "6.0.5",
    "6.2": "6.2.6",
    "7.0": "7.0.7",
    "7.1": "7.1.0",
}
REDIS_DEFAULT: Final = "7.1"
# Storage type -> smallest and largest size in GiB for PostgreSQL.
STORAGE: Final = {
    "gp2": (20, 65536),
    "gp3": (20, 65536),
    "io1": (100, 65536),
    "io2": (100, 65536),
    "standard": (5, 3072),
}
# Words PostgreSQL or RDS keeps for itself. AWS publishes no list; `admin` is aws-cdk#10579.
RESERVED_USERS: Final = frozenset(
    {"admin", "rdsadmin", "rdsrepladmin", "postgres_admin", "public", "user", "replication"}
    | {"rds_superuser", "rds_replication", "rds_password", "rds_iam", "none", "current_user"}
)


def postgres_version(asked: str | None) -> str | None:
    """The exact version for what was asked (`14.9`, `14` or nothing), or None if not on offer."""
    return _exact(POSTGRES, asked)


def aurora_version(asked: str | None) -> str | None:
    """The same of Aurora PostgreSQL."""
    return _exact(AURORA, asked)


def _exact(offered: Mapping[int, tuple[int, int]], asked: str | None) -> str | None:
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?", asked or str(POSTGRES_DEFAULT))
    if found is None or int(found[1]) not in offered:
        return None
    first, last = offered[int(found[1])]
    minor = last if found[2] is None else int(found[2])
    return f"{found[1]}.{minor}" if first <= minor <= last else None


def redis_version(asked: str | None) -> str | None:
    """The exact version for what was asked, or None if it is not on offer."""
    wanted = asked or REDIS_DEFAULT
    return REDIS.get(wanted) or (wanted if wanted in REDIS.values() else None)


def order(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 14.10 comes after 14.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version))

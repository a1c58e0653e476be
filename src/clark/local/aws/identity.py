"""Names that AWS derives from account and region, made here so that they never change."""

import base64
import hashlib
import os
from typing import Final

# moto's own variable: the local platform starts one process for each account.
ACCOUNT: Final = os.environ.get("MOTO_ACCOUNT_ID", "111122223333")
REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1")
CLUSTER: Final = "local"  # of EKS, in each region: its control plane stands for it
# The short form in ElastiCache host names: name.hash.use1.cache.amazonaws.com
SHORT: Final = {"us-east-1": "use1", "us-west-2": "usw2", "eu-west-1": "euw1"}


def digest(*parts: str, length: int) -> str:
    """Lower-case letters and digits that stand for `parts`, the same ones for ever."""
    raw = hashlib.sha256("\0".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()[:length]


def hexadecimal(*parts: str, length: int = 17) -> str:
    """The end of an EC2-like id: `sg-`, `subnet-`, `vpc-` and 17 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:length]


def rds_suffix(account: str, region: str) -> str:
    """The part of an RDS host name that is one per account and region."""
    return "c" + digest("rds", account, region, length=11)


def cache_suffix(account: str, region: str) -> str:
    """The part of an ElastiCache host name that is one per account and region, with the region."""
    return f"{digest('cache', account, region, length=6)}.{SHORT.get(region, region)}"


def zone(region: str, index: int) -> str:
    """An availability zone of the region; three, used in turn."""
    return region + "abc"[index % 3]


def default_vpc(account: str, region: str) -> str:
    return "vpc-" + hexadecimal("vpc", account, region)


def default_security_group(account: str, region: str) -> str:
    return "sg-" + hexadecimal("sg", account, region)


def default_subnet(account: str, region: str, index: int) -> str:
    return "subnet-" + hexadecimal("subnet", account, region, str(index))


def node_role(account: str) -> str:
    """Of the nodes of that cluster."""
    return f"arn:aws:iam::{account}:role/{CLUSTER}-nodes"


def node_launch_template(account: str, region: str) -> str:
    """What those nodes would be started from."""
    return "lt-" + hexadecimal("launch-template", account, region, CLUSTER)


def default_key(service: str, account: str, region: str) -> str:
    """The ARN of the AWS managed key `aws/<service>`."""
    raw = hashlib.sha256(f"{service}/{account}/{region}".encode()).hexdigest()
    uuid = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:32]))
    return f"arn:aws:kms:{region}:{account}:key/{uuid}"

"""Where Clark can set a customer up. Pure.

A region needs RDS, ElastiCache, EKS and S3, and three availability zones for a new account, as the
networks of `clark-platform-infra` have three. A list on the safe side, of November 2026; a region
is added here once these pages show all of it:
https://docs.aws.amazon.com/general/latest/gr/eks.html (and rds.html, elasticache-service.html,
s3.html), https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
"""

from typing import Final

SUPPORTED: Final = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
)
# Why a region that AWS has is not among them.
LACKING: Final = {
    "us-west-1": "A new account gets two availability zones there, and Clark needs three.",
}
LOCAL: Final = ("us-east-1", "us-west-2", "eu-west-1")  # those the local platform plays

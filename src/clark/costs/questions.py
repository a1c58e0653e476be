"""What Clark knows of AWS's price list: which question answers which SKU.

Fields and values are those of `get_products` of the Price List Query API:
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1")
DATABASES: Final = (
    *(f"db.t3.{size}" for size in ("micro", "small", "medium", "large")),
    *("db.m5.large", "db.m5.xlarge", "db.r5.large", "db.r5.xlarge"),
)
CACHES: Final = (
    *("cache.t3.micro", "cache.t3.small", "cache.t3.medium"),
    *("cache.m5.large", "cache.m5.xlarge", "cache.r5.large", "cache.r5.xlarge"),
)
AURORAS: Final = ("db.t4g.medium", "db.r6g.large", "db.r6g.xlarge", "db.r6g.2xlarge")
MACHINES: Final = (
    *("t3.medium", "t3a.medium"),
    *(f"{family}.{size}" for family in ("m7i", "m6i", "m5") for size in ("large", "xlarge")),
    *(f"{family}.2xlarge" for family in ("m7i", "m6i", "m5")),
    *("r7i.xlarge", "r6i.xlarge", "r5.xlarge"),
)
ZONES: Final = {"single-az": "Single-AZ", "multi-az": "Multi-AZ"}
DISKS: Final = {
    "gp2": ("General Purpose", "GP2-Storage"),
    "gp3": ("General Purpose-GP3", "GP3-Storage"),
    "io1": ("Provisioned IOPS", "PIOPS-Storage"),
}


@dataclass(frozen=True)
class Question:
    """One call of `get_products`, and what of its answer is meant.

    `filters` are exact matches; the region is added. `usage` is the usage type without its
    region's prefix; with a colon at its end, what it begins with. `of` is what the SKU counts.
    `engines` are tried in this order, where AWS lists a price by engine or for any.
    """

    service: str
    filters: Mapping[str, str]
    usage: str
    of: str
    engines: tuple[str, ...] = ()


def questions() -> Mapping[str, Question]:
    """Every SKU that Clark can ask for, in the order of a list."""
    return dict(_all())


# Private functions


def _all() -> Iterator[tuple[str, Question]]:
    yield from _databases()
    yield from _auroras()
    yield from _caches()
    yield from _machines()
    yield from _buckets()
    yield from _balancers()
    yield from _others()


def _databases() -> Iterator[tuple[str, Question]]:
    for zones, option in ZONES.items():
        usage = "Multi-AZUsage:" if zones == "multi-az" else "InstanceUsage:"
        several = "Multi-AZ-" if zones == "multi-az" else ""
        for size in DATABASES:
            told = {"instanceType": size, "databaseEngine": "PostgreSQL"}
            told |= {"productFamily": "Database Instance", "deploymentOption": option}
            yield f"rds/postgresql/{size}/{zones}", _rds(told, usage, "running")
        for disk, (volume, suffix) in DISKS.items():
            told = {"productFamily": "Database Storage", "deploymentOption": option}
            asked = _rds(
                told | {"volumeType": volume}, f"RDS:{several}{suffix}", "GB", "PostgreSQL"
            )
            yield f"rds/storage/{disk}/{zones}", asked
        for disk, suffix in (("gp3", "GP3-PIOPS"), ("io1", "PIOPS")):
            told = {"productFamily": "Provisioned IOPS", "deploymentOption": option}
            asked = _rds(told, f"RDS:{several}{suffix}", "IOPS", "PostgreSQL")
            yield f"rds/iops/{disk}/{zones}", asked
    told = {"productFamily": "Storage Snapshot"}
    yield "rds/backup", _rds(told, "RDS:ChargedBackupUsage", "GB", "PostgreSQL")


def _auroras() -> Iterator[tuple[str, Question]]:
    engine = "Aurora PostgreSQL"
    for size in AURORAS:
        told = {"instanceType": size, "databaseEngine": engine}
        yield f"aurora/postgresql/{size}", _rds(told, "InstanceUsage:", "running")
    told = {"databaseEngine": engine}
    yield "aurora/acu", _rds(told, "Aurora:ServerlessV2Usage", "ACU")
    told = {"productFamily": "Database Storage"}
    yield "aurora/storage", _rds(told, "Aurora:StorageUsage", "GB", engine)
    told = {"productFamily": "System Operation"}
    yield "aurora/requests", _rds(told, "Aurora:StorageIOUsage", "request", engine)


def _rds(told: Mapping[str, str], usage: str, of: str, engine: str = "") -> Question:
    return Question("AmazonRDS", told, usage, of, (engine, "Any") if engine else ())


def _caches() -> Iterator[tuple[str, Question]]:
    for size in CACHES:
        told = {"instanceType": size, "cacheEngine": "Redis"}
        asked = Question("AmazonElastiCache", told, f"NodeUsage:{size}", "running")
        yield f"elasticache/redis/{size}", asked


def _machines() -> Iterator[tuple[str, Question]]:
    linux = {
        "operatingSystem": "Linux",
        "tenancy": "Shared",
        "preInstalledSw": "NA",
        "capacitystatus": "Used",
    }
    for size in MACHINES:
        told = linux | {"instanceType": size}
        yield f"ec2/linux/{size}", Question("AmazonEC2", told, f"BoxUsage:{size}", "running")
    told = {"productFamily": "Storage", "volumeApiName": "gp3"}
    yield "ebs/gp3/storage", Question("AmazonEC2", told, "EBS:VolumeUsage.gp3", "GB")


def _buckets() -> Iterator[tuple[str, Question]]:
    told = {"productFamily": "Storage", "volumeType": "Standard"}
    yield "s3/standard/storage", Question("AmazonS3", told, "TimedStorage-ByteHrs", "GB")
    told = {"productFamily": "API Request"}
    yield "s3/standard/writes", Question("AmazonS3", told, "Requests-Tier1", "request")
    yield "s3/standard/reads", Question("AmazonS3", told, "Requests-Tier2", "request")


def _balancers() -> Iterator[tuple[str, Question]]:
    for sku, family in (("alb", "Application"), ("nlb", "Network")):
        told = {"productFamily": f"Load Balancer-{family}"}
        yield f"{sku}/hour", Question("AWSELB", told, "LoadBalancerUsage", "running")
        yield f"{sku}/lcu", Question("AWSELB", told, "LCUUsage", "LCU")


def _others() -> Iterator[tuple[str, Question]]:
    told = {"productFamily": "NAT Gateway"}
    yield "nat/hour", Question("AmazonEC2", told, "NatGateway-Hours", "running")
    yield "nat/data", Question("AmazonEC2", told, "NatGateway-Bytes", "GB")
    yield "eks/cluster", Question("AmazonEKS", {}, "AmazonEKS-Hours:perCluster", "running")
    yield "kms/key", Question("awskms", {}, "KMS-Keys", "key")
    secrets = "AWSSecretsManager-Secrets"
    yield "secretsmanager/secret", Question("AWSSecretsManager", {}, secrets, "secret")

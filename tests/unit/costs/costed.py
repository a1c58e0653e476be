"""Objects that cost, and prices made up so that every sum can be done in one's head."""

from typing import Any

from clark.costs import Prices, read_prices

HEAD = "region,sku,unit,usd,source,as_of\n"
ROWS = (
    ("rds/postgresql/db.t3.medium/single-az", "hour", "0.072"),
    ("rds/postgresql/db.t3.medium/multi-az", "hour", "0.144"),
    ("rds/storage/gp3/single-az", "GB-month", "0.1"),
    ("rds/storage/gp3/multi-az", "GB-month", "0.2"),
    ("rds/iops/gp3/multi-az", "IOPS-month", "0.04"),
    ("rds/backup", "GB-month", "0.095"),
    ("elasticache/redis/cache.t3.micro", "hour", "0.01"),
    ("aurora/postgresql/db.r6g.large", "hour", "0.3"),
    ("aurora/acu", "ACU-hour", "0.1"),
    ("aurora/storage", "GB-month", "0.1"),
    ("aurora/requests", "1M requests", "0.2"),
    ("s3/standard/storage", "GB-month", "0.02"),
    ("s3/standard/writes", "1k requests", "0.005"),
    ("s3/standard/reads", "request", "0.0000004"),
    ("alb/hour", "hour", "0.02"),
    ("alb/lcu", "LCU-hour", "0.01"),
    ("ec2/linux/m7i.large", "hour", "0.1"),
    ("ebs/gp3/storage", "GB-month", "0.08"),
)
GROUPS = {
    "RDSInstance": "database.aws.crossplane.io/v1beta1",
    "DBCluster": "rds.aws.crossplane.io/v1alpha1",
    "DBInstance": "rds.aws.crossplane.io/v1alpha1",
    "ReplicationGroup": "cache.aws.crossplane.io/v1beta1",
    "Bucket": "s3.aws.crossplane.io/v1beta1",
    "LoadBalancer": "elbv2.aws.crossplane.io/v1alpha1",
    "Listener": "elbv2.aws.crossplane.io/v1alpha1",
    "NodeGroup": "eks.aws.crossplane.io/v1alpha1",
    "Cluster": "eks.aws.crossplane.io/v1beta1",
    "PushSecret": "external-secrets.io/v1alpha1",
}


def table(region: str = "us-east-1") -> str:
    rows = (f"{region},{sku},{unit},{usd},a page,2026-05-04\n" for sku, unit, usd in ROWS)
    return HEAD + "".join(rows)


def price_list(region: str = "us-east-1") -> Prices:
    return read_prices(table(region))


def made(kind: str, name: str = "orders-db-prod", team: str = "orders", **wanted: Any) -> Any:
    """A manifest of this kind; what is None is left out."""
    settings = {"region": "us-east-1", **wanted}
    labels = {"clark.dev/team": team} if team else {}
    return {
        "apiVersion": GROUPS[kind],
        "kind": kind,
        "metadata": {"name": name, "labels": labels},
        "spec": {"forProvider": {key: each for key, each in settings.items() if each is not None}},
    }


def database(**changed: Any) -> Any:
    wanted = {
        "engine": "postgres",
        "dbInstanceClass": "db.t3.medium",
        "storageType": "gp3",
        "allocatedStorage": 100,
        "multiAZ": False,
    }
    return made("RDSInstance", **(wanted | changed))

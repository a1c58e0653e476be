"""What the clusters of the tests stand in, and the files that say so."""

from collections.abc import Iterable
from itertools import product

from clark.customers.clusters import environment_file
from clark.ports import Surroundings

ENVIRONMENTS = ("dev", "staging", "prod")
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")


def surroundings(environment: str, region: str) -> Surroundings:
    """As Terraform names them; the ids tell one place from another."""
    ids = f"{environment}-{region}"
    return Surroundings(
        vpc=f"vpc-{ids}",
        public_subnets=tuple(f"subnet-public-{each}-{ids}" for each in "abc"),
        node_subnets=tuple(f"subnet-nodes-{each}-{ids}" for each in "abc"),
        database_subnet_group=f"clark-{environment}",
        cache_subnet_group=f"clark-{environment}",
        security_groups={
            "postgresql": f"sg-postgresql-{ids}",
            "redis": f"sg-redis-{ids}",
            "https": f"sg-https-{ids}",
        },
        cluster=f"techcorp-{ids}",
        node_role=f"arn:aws:iam::111122223333:role/techcorp-{ids}-nodes",
        node_launch_template=f"lt-{ids}",
    )


def described(
    environments: Iterable[str] = ENVIRONMENTS, regions: Iterable[str] = REGIONS
) -> dict[str, str]:
    """Path -> text in the control repository."""
    places = product(environments, regions)
    return dict(environment_file(place, surroundings(*place)) for place in places)

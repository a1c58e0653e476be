"""moto with Clark's backends in place of its own, in all regions of one process."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, cast

from moto.core.base_backend import BackendDict
from moto.elasticache import models as elasticache_models
from moto.rds import models as rds_models
from moto.s3 import models as s3_models
from moto.secretsmanager import models as secretsmanager_models

from clark.local.aws import elasticache, rds, s3, secretsmanager
from clark.local.aws.identity import ACCOUNT, REGIONS
from clark.local.aws.pace import Pace

BACKENDS: Final[dict[str, BackendDict[Any]]] = {
    "rds": rds_models.rds_backends,
    "elasticache": elasticache_models.elasticache_backends,
    "s3": s3_models.s3_backends,
    "secretsmanager": secretsmanager_models.secretsmanager_backends,
}
# S3 is one for all regions, and a replicated secret is shared between them: one file each.
WHOLE: Final = frozenset({"s3", "secretsmanager"})
Aged = rds.Backend | elasticache.Backend


def install(pace: Pace) -> None:
    """From now on moto builds Clark's backends. To be called before the first request."""
    rds_models.DBInstance = rds.Instance  # type: ignore[assignment, misc]
    makers: dict[str, Any] = {
        "rds": partial(rds.Backend, pace=pace),
        "elasticache": partial(elasticache.Backend, pace=pace),
        "s3": s3.Backend,
        "secretsmanager": secretsmanager.Backend,
    }
    for service, maker in makers.items():
        BACKENDS[service].backend = maker
    for region in REGIONS:
        for service in BACKENDS:
            BACKENDS[service][ACCOUNT]["aws" if service == "s3" else region]


def aged() -> Iterator[Aged]:
    """The backends whose resources take time."""
    for service in ("rds", "elasticache"):
        for _, _, backend in list(BACKENDS[service].iter_backends()):
            yield cast(Aged, backend)


def part(service: str, region: str) -> str:
    """The name of the state file that holds the service's resources of the region."""
    return service if service in WHOLE else f"{service}-{region}"


def state(name: str) -> dict[tuple[str, str], Any]:
    """Backends by account and region that belong to one state file."""
    return {
        (account, region): backend
        for service, backends in BACKENDS.items()
        for account, region, backend in list(backends.iter_backends())
        if part(service, region) == name
    }


def restore(name: str, backends: dict[tuple[str, str], Any], pace: Pace) -> None:
    """Put what a state file held in place of the empty backends."""
    service = name.split("-")[0]
    for (account, region), backend in backends.items():
        backend.pace = pace
        dict.__setitem__(BACKENDS[service][account], region, backend)
        for bucket in getattr(backend, "buckets", ()):
            s3_models.s3_backends.bucket_accounts[bucket] = (backend.partition, account)

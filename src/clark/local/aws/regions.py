"""moto with Clark's backends in place of its own, in all regions of one process."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, cast

from moto.core.base_backend import BackendDict, BaseBackend
from moto.ec2 import models as ec2_models
from moto.ec2.models import security_groups as security_group_models
from moto.ecr import models as ecr_models
from moto.eks import models as eks_models
from moto.elasticache import models as elasticache_models
from moto.elbv2 import models as elbv2_models
from moto.iam import models as iam_models
from moto.kms import models as kms_models
from moto.logs import models as logs_models
from moto.rds import models as rds_models
from moto.s3 import models as s3_models
from moto.secretsmanager import models as secretsmanager_models
from moto.ssm import models as ssm_models

from clark.local.aws import (
    bucket_policy,
    ec2,
    ecr,
    eks,
    elasticache,
    elbv2,
    iam,
    rds,
    s3,
    secretsmanager,
    ssm,
)
from clark.local.aws.identity import ACCOUNT, REGIONS
from clark.local.aws.pace import Pace

BACKENDS: Final[dict[str, BackendDict[Any]]] = {
    "ec2": ec2_models.ec2_backends,
    "ecr": ecr_models.ecr_backends,
    "eks": eks_models.eks_backends,
    "elasticache": elasticache_models.elasticache_backends,
    "elasticloadbalancing": elbv2_models.elbv2_backends,
    "iam": iam_models.iam_backends,
    "kms": kms_models.kms_backends,
    "logs": logs_models.logs_backends,
    "rds": rds_models.rds_backends,
    "s3": s3_models.s3_backends,
    "secretsmanager": secretsmanager_models.secretsmanager_backends,
    "ssm": ssm_models.ssm_backends,
}
GLOBAL: Final = frozenset({"iam", "s3"})  # one for all regions
WHOLE: Final = GLOBAL | {"secretsmanager"}  # a replicated secret is shared: one file
AGED: Final = ("eks", "elasticache", "rds")
# What changes with a service: EKS makes security groups.
BESIDE: Final = {"eks": ("ec2",), "elasticloadbalancing": ("ec2",)}
Aged = eks.Backend | elasticache.Backend | rds.Backend


def install(pace: Pace) -> None:
    """From now on moto builds Clark's backends. To be called before the first request."""
    rds_models.DBInstance = rds.Instance  # type: ignore[assignment, misc]
    rds_models.DBInstanceClustered = rds.Member  # type: ignore[assignment, misc]
    rds_models.DBCluster = rds.Cluster  # type: ignore[assignment, misc]
    s3_models.FakeBucket = bucket_policy.Bucket  # type: ignore[misc]
    elbv2_models.register_certificate = elbv2.check_certificate  # type: ignore[attr-defined]
    security_group_models.SecurityGroupRule = ec2.Rule  # type: ignore[misc]
    makers: dict[str, Any] = {
        "ec2": ec2.Backend,
        "ecr": ecr.Backend,
        "eks": partial(eks.Backend, pace=pace),
        "elasticache": partial(elasticache.Backend, pace=pace),
        "elasticloadbalancing": elbv2.Backend,
        "iam": iam.Backend,
        "rds": partial(rds.Backend, pace=pace),
        "s3": s3.Backend,
        "secretsmanager": secretsmanager.Backend,
        "ssm": ssm.Backend,
    }
    for service, maker in makers.items():
        BACKENDS[service].backend = maker
    for service, backends in BACKENDS.items():
        for region in ("aws",) if service in GLOBAL else REGIONS:
            backends[ACCOUNT][region]


def aged() -> Iterator[Aged]:
    """The backends whose resources take time."""
    for service in AGED:
        for _, _, backend in list(BACKENDS[service].iter_backends()):
            yield cast(Aged, backend)


def part(service: str, region: str) -> str:
    """The name of the state file that holds the service's resources of the region."""
    return service if service in WHOLE else f"{service}-{region}"


def written(service: str, region: str) -> Iterator[str]:
    """The state files that a call of the service may change."""
    if service in BACKENDS:
        yield part(service, region)
    for other in BESIDE.get(service, ()):
        yield part(other, region)


def state(name: str) -> dict[tuple[str, str], Any]:
    """What backends hold that belong to one state file, by account and region."""
    return {
        (account, region): backend.__getstate__()
        for service, backends in BACKENDS.items()
        for account, region, backend in list(backends.iter_backends())
        if part(service, region) == name
    }


def restore(name: str, held: dict[tuple[str, str], Any], pace: Pace) -> None:
    """Put what a state file held into the backends."""
    service = name.partition("-")[0]
    for (account, region), values in held.items():
        backend = BACKENDS[service][account][region]
        put = getattr(backend, "__setstate__", vars(backend).update)
        put(values)
        if service in AGED:
            backend.pace = pace
        for bucket in getattr(backend, "buckets", ()):
            s3_models.s3_backends.bucket_accounts[bucket] = (backend.partition, account)


def name(backend: BaseBackend) -> tuple[str, str, str]:
    """Service, account and region of a backend. Raises LookupError when it is not kept."""
    account, region = backend.account_id, backend.region_name
    for service, backends in BACKENDS.items():
        if cast(Any, backends).get(account, {}).get(region) is backend:
            return service, account, region
    raise LookupError(f"{type(backend).__module__} is not kept")


def named(name: tuple[str, str, str]) -> BaseBackend:
    """The backend that `name` gave this name."""
    service, account, region = name
    found: BaseBackend = BACKENDS[service][account][region]
    return found

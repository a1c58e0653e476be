"""Whom the local platform plays clusters and an AWS account for: one small file a customer.

Who bootstraps a region writes here; the platform sees it within moments, starts what is missing,
and starts it again with itself. `<home>/customers/<slug>.json`.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from clark.errors import Refused
from clark.local import atomic
from clark.local.aws import identity
from clark.local.installation import REGIONS
from clark.ports import Surroundings

SLUG = re.compile(r"[a-z][a-z0-9-]{0,49}")
ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Tenant:
    """`gitops` is the owner/name of the repository that the clusters follow."""

    slug: str
    account: str
    gitops: str
    regions: tuple[str, ...] = ()

    @property
    def organization(self) -> str:
        return self.gitops.partition("/")[0]


class LocalBootstrap:
    """Implements `clark.ports.Bootstrap`: a region's control plane stands for its cluster."""

    def __init__(self, home: Path, tenant: Tenant) -> None:
        self._home = home
        self._tenant = tenant

    def install(self, region: str) -> None:
        admit(self._home, self._tenant, region)

    def surroundings(self, environment: str, region: str) -> Surroundings:  # noqa: ARG002
        """The default VPC of the account that is played here: the same for every environment."""
        account = self._tenant.account
        subnets = tuple(identity.default_subnet(account, region, index) for index in range(3))
        group = identity.default_security_group(account, region)
        return Surroundings(
            vpc=identity.default_vpc(account, region),
            public_subnets=subnets,
            node_subnets=subnets,
            database_subnet_group="default",
            cache_subnet_group="default",
            security_groups={"postgresql": group, "redis": group, "https": group},
            cluster=identity.CLUSTER,
            node_role=identity.node_role(account),
            node_launch_template=identity.node_launch_template(account, region),
        )


def admit(home: Path, tenant: Tenant, region: str) -> None:
    """Have the platform play the region for the customer, too. Safe to repeat.

    Raises `Refused` for a region that is not played here, and for names that are no names.
    """
    if region not in REGIONS:
        raise Refused(f"The local platform has {', '.join(REGIONS)}, and not {region}.")
    if not SLUG.fullmatch(tenant.slug) or not ACCOUNT.fullmatch(tenant.account):
        raise Refused(f"{tenant.slug} in {tenant.account} is no customer.")
    folder = _folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{tenant.slug}.json"
    with _alone(folder):
        known = _read(file).regions if file.exists() else ()
        if region not in known:
            wanted = replace(tenant, regions=(*known, region))
            atomic.write(file, json.dumps(asdict(wanted), indent=1).encode())


def tenants(home: Path) -> Iterator[Tenant]:
    """Every customer that was admitted, by slug."""
    for file in sorted(_folder(home).glob("[a-z]*.json")):
        yield _read(file)


def changed_at(home: Path) -> int:
    """Grows whenever a customer or a region of one is admitted."""
    folder = _folder(home)
    return folder.stat().st_mtime_ns if folder.exists() else 0


# Private functions


def _folder(home: Path) -> Path:
    return home / "customers"


def _read(file: Path) -> Tenant:
    said = json.loads(file.read_text())
    return Tenant(**{**said, "regions": tuple(said["regions"])})


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time, of all processes."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

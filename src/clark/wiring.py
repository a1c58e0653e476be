"""The only file that names an adapter: which outside systems a customer's ports lead to."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from django.conf import settings

from clark.adapters.aws import AwsCloud, AwsPriceList, LocalAws, Session
from clark.adapters.terraform import LocalTerraform
from clark.adapters.terraform import Settings as TerraformSettings
from clark.errors import Refused, TryLater
from clark.local.controlplane.client import LocalClusters, Region
from clark.local.githost.client import LocalGitHost
from clark.local.installation import CONTROL_PLANE, addresses, aws_name
from clark.local.installation import Addresses as Addresses
from clark.local.platform import Platform as Platform
from clark.local.supervisor import ProcessSpec
from clark.local.tenancy import LocalBootstrap, Tenant
from clark.local.tokens import for_clark, for_reading
from clark.ports import Ports, PriceList
from clark.ports.terraform import Terraform


class Customer(Protocol):
    """What wiring needs to know of a customer."""

    @property
    def slug(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def infra(self) -> str: ...

    @property
    def gitops(self) -> str: ...

    @property
    def organization(self) -> str: ...

    @property
    def regions(self) -> Sequence[str]: ...


def ports_of(customer: Customer) -> Ports:
    """The customer's Git host and clusters. Raises `Refused` where nothing is configured."""
    if not settings.LOCAL:
        raise Refused(f"No adapter is configured for {customer.slug}. Run Clark with: clark up")
    where = running_at(settings.HOME)
    tenant = Tenant(customer.slug, customer.account, customer.gitops)
    regions = tuple(sorted(where.control_planes.get(customer.slug, {})))
    return _local_ports(where.home, tenant, regions)


def terraform_of(customer: Customer, progress: Callable[[str], None]) -> Terraform:
    """Terraform over the customer's infrastructure. `progress` hears what it is doing.

    Raises `Refused` where no adapter is configured. Whether there is a terraform program is asked
    by each of its methods.
    """
    host, where = ports_of(customer).host, running_at(settings.HOME)
    aws = aws_name(customer.account)
    key = where.token_file(aws).read_text().strip()
    local = TerraformSettings(
        home=settings.HOME / "terraform" / customer.slug,
        aws_url=where.url(aws),
        keys=(for_reading(key), key),
        bucket=state_bucket(customer),
        bucket_region=customer.regions[0],
        plugins=os.environ.get("CLARK_TERRAFORM_PLUGINS", ""),
    )
    return LocalTerraform(host, customer.infra, local, progress)


def price_list() -> PriceList:
    """AWS's prices, with the credentials of whoever runs the command."""
    return AwsPriceList(Session())


def state_bucket(customer: Customer) -> str:
    """The account's bucket of Terraform states, in the customer's first region."""
    return f"clark-state-{customer.account}-{customer.regions[0]}"


def platform(home: Path, pace: str, ports: Mapping[str, int]) -> Platform:
    """The local platform, not started yet. `pace` is fast or real; `ports` fixes some by name."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Platform(home, pace=pace, ports=ports, poll=0.5)


def environment(where: Addresses) -> dict[str, str]:
    """The settings of Clark's own processes on the local platform; see clark.settings."""
    return {
        "CLARK_HOME": str(where.home),
        "CLARK_LOCAL": "1",
        "CLARK_DATABASE_FILE": str(where.database_file),
        "CLARK_SECRET_FILE": str(where.secret_file),
        "DJANGO_SETTINGS_MODULE": "clark.settings",
    }


def web(running: Platform) -> ProcessSpec:
    """Clark's pages and API."""
    port = running.port("web")
    argv = ["uvicorn", "clark.web.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    quiet = ["--no-access-log", "--timeout-graceful-shutdown", "2"]
    return ProcessSpec(
        name="web",
        argv=[sys.executable, "-m", *argv, *quiet],
        env=running.environment() | environment(running.describe()),
        health_url=f"http://127.0.0.1:{port}/health",
    )


def worker(running: Platform) -> ProcessSpec:
    return ProcessSpec(
        name="worker",
        argv=[sys.executable, "-m", "clark.worker"],
        env=running.environment() | environment(running.describe()),
    )


def delivered_secret(
    where: Addresses, cluster: tuple[str, str], namespace: str, name: str
) -> Mapping[str, str]:
    """A Secret in an application's namespace, for the demonstration's login proof only.

    `cluster` is a customer's slug and a region.
    """
    slug, region = cluster
    clusters = _clusters(where, slug)
    try:
        return clusters.secret(region, namespace, name)
    finally:
        clusters.close()


def commits_on_main(where: Addresses, repository: str) -> frozenset[str]:
    """Commits of the main branch as the Git host itself tells, the newest 200."""
    host = _git_host(where)
    try:
        return frozenset(str(each["id"]) for each in host.commits(repository, "main", 200))
    finally:
        host.disconnect()


def running_at(home: Path) -> Addresses:
    """Where the platform of this home listens, or last listened. Raises `Refused`."""
    try:
        return addresses(home, json.loads((home / "platform.json").read_text())["ports"])
    except (OSError, KeyError, ValueError):
        raise Refused(f"There is no local platform in {home}. Start it: clark up") from None


# Private functions


@lru_cache(maxsize=1000)  # the watcher asks for those of every customer in turn
def _local_ports(home: Path, tenant: Tenant, regions: tuple[str, ...]) -> Ports:  # noqa: ARG001
    """One set of connections for each customer; another one when a region has been added."""
    where = running_at(home)
    own = for_clark(where.githost_token_file.read_text().strip(), tenant.organization)
    return Ports(
        host=LocalGitHost(where.githost_url, own),
        cluster=_clusters(where, tenant.slug),
        bootstrap=LocalBootstrap(home, tenant),
        cloud=AwsCloud(Session(partial(_local_aws, home, tenant.account))),
    )


def _local_aws(home: Path, account: str) -> LocalAws:
    """The process that plays the account. Raises `TryLater` where it has not been started yet."""
    where, name = running_at(home), aws_name(account)
    if name not in where.ports:
        raise TryLater(f"AWS account {account} is not there yet.")
    return LocalAws(where.url(name), where.token_file(name).read_text().strip())


def _git_host(where: Addresses) -> LocalGitHost:
    return LocalGitHost(where.githost_url, where.githost_token_file.read_text().strip())


def _clusters(where: Addresses, slug: str) -> LocalClusters:
    urls = where.control_planes.get(slug, {})
    token = where.token_file(f"{CONTROL_PLANE}.{slug}").read_text().strip() if urls else ""
    return LocalClusters({region: Region(url, token) for region, url in urls.items()})

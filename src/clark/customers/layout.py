"""The first content of a customer's infrastructure repository: one folder for each root stack.

The blueprint holds each kind of stack once, in `stacks/<layer>/`. A customer's repository holds it
once per environment and region, at `live/<environment>/<region>/<layer>/`, all with the same code;
what differs is in `terraform.tfvars.json` and `backend.tfbackend` beside it.
"""

import ipaddress
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.errors import Problem, Refused

STACKS: Final = "stacks/"
SHARED: Final = "shared"  # the "environment" of what every environment uses
RESERVED: Final = frozenset({SHARED, "github", "observe"})  # roles begin with these words
QUARTERS: Final = (
    4  # environments that share a region's range; fixed, or a new one would move others
)
OWNER: Final = "@your-organization/"  # what the blueprint's CODEOWNERS says

# AWS names zones by letters; these regions lack one of a, b, c for new accounts. us-west-1 has two.
ZONES: Final = {"ap-northeast-1": "acd", "ca-central-1": "abd", "us-west-1": "ac"}

# The system node groups outside production and in it.
SMALL: Final[Mapping[str, Any]] = {"instance_types": ["t3.large"], "min_size": 2, "max_size": 4}
LARGE: Final[Mapping[str, Any]] = {
    "instance_types": ["m7i.large", "m6i.large"],
    "min_size": 3,
    "max_size": 6,
}


@dataclass(frozen=True)
class Site:
    """What a customer's infrastructure is made from.

    The order of `environments` and of `regions` never changes; new ones are added at the end. The
    first region is home: the state, the images and the parameters of the whole account lie there.
    """

    organization: str  # in names: lower-case letters, digits and -, at most 40
    account: str  # AWS account id
    owner: str  # of the repositories, on the Git host
    repository: str  # owner/name of the infrastructure repository
    pipelines: str  # owner/name of the repository with the shared workflows
    environments: tuple[str, ...]
    regions: tuple[str, ...]
    networks: Mapping[str, str]  # region → range, from /14 to /20; each environment gets a quarter
    production: frozenset[str] = frozenset({"prod", "production"})
    images: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()  # of applications in the clusters
    administrators: tuple[str, ...] = ()  # IAM roles of people, by ARN

    @property
    def home(self) -> str:
        return self.regions[0]

    @property
    def bucket(self) -> str:
        """Of Terraform's state. One account has one; its name is unique in all of AWS."""
        return f"clark-state-{self.account}-{self.home}"


def infra_files(blueprint: Mapping[str, str], site: Site) -> dict[str, str]:
    """Path → text of the whole repository, from the blueprint's path → text. Raises Refused."""
    found = problems(site)
    if found:
        raise Refused("This infrastructure cannot be laid out.", found)
    files = {path: text for path, text in blueprint.items() if not path.startswith(STACKS)}
    for path in files.keys() & {"CODEOWNERS", ".github/CODEOWNERS"}:
        files[path] = files[path].replace(OWNER, f"@{site.owner}/")
    for folder, values in _stacks(site):
        template = STACKS + folder.rsplit("/", 1)[1] + "/"
        for path, text in blueprint.items():
            if path.startswith(template):
                files[f"{folder}/{path.removeprefix(template)}"] = text
        files[f"{folder}/terraform.tfvars.json"] = json.dumps(values, indent=2) + "\n"
        files[f"{folder}/backend.tfbackend"] = _backend(folder, site)
    return dict(sorted(files.items()))


def order(site: Site) -> tuple[str, ...]:
    """The folders of the root stacks in the order of a first apply."""
    return tuple(folder for folder, _ in _stacks(site))


def network(site: Site, environment: str, region: str) -> str:
    """The range of one environment's VPC: its quarter of the region's range."""
    whole = ipaddress.ip_network(site.networks[region])
    return str(list(whole.subnets(prefixlen_diff=2))[site.environments.index(environment)])


def zones(region: str) -> tuple[str, ...]:
    """The availability zones a new account has in the region, at most three."""
    return tuple(region + letter for letter in ZONES.get(region, "abc"))


def problems(site: Site) -> tuple[Problem, ...]:
    """Why a site cannot be laid out, by field; empty when it can."""
    return tuple(_problems(site))


# Private functions


def _stacks(site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"live/{SHARED}/global/state", _common(site, site.home) | {"bucket": site.bucket}
    yield f"live/{SHARED}/global/identity", _identity(site)
    for region in reversed(site.regions):  # home last: its images go to the others
        yield f"live/{SHARED}/{region}/registry", _registry(site, region)
    for environment in site.environments:
        for region in site.regions:
            below = f"live/{environment}/{region}"
            yield f"{below}/network", _network(site, environment, region)
            yield f"{below}/cluster", _cluster(site, environment, region)
            yield f"{below}/platform", _platform(site, environment, region)


def _common(site: Site, region: str) -> dict[str, Any]:
    return {
        "organization": site.organization,
        "account_id": site.account,
        "region": region,
        "repository": site.repository,
    }


def _identity(site: Site) -> dict[str, Any]:
    workflows = f"{site.pipelines}/.github/workflows"
    return _common(site, site.home) | {
        "regions": list(site.regions),
        "environments": list(site.environments),
        "github_owner": site.owner,
        "deploy_workflow": f"{workflows}/deploy.yml@refs/heads/main",
        "image_workflow": f"{workflows}/image.yml@refs/heads/main",
        "observer_external_id": site.organization,
    }


def _registry(site: Site, region: str) -> dict[str, Any]:
    first = region == site.home
    return _common(site, region) | {
        "repositories": list(site.images) if first else [],
        "replicate_to": list(site.regions[1:]) if first else [],
    }


def _regional(site: Site, environment: str, region: str) -> dict[str, Any]:
    return _common(site, region) | {"environment": environment}


def _network(site: Site, environment: str, region: str) -> dict[str, Any]:
    values = _regional(site, environment, region) | {
        "cidr": network(site, environment, region),
        "zones": list(zones(region)),
        "nat_per_zone": environment in site.production,
    }
    if environment not in site.production:
        values |= {"interface_endpoints": [], "log_retention_days": 30}
    return values


def _cluster(site: Site, environment: str, region: str) -> dict[str, Any]:
    production = environment in site.production
    sizes = LARGE if production else SMALL
    values = _regional(site, environment, region) | {
        "administrator_role_arns": list(site.administrators),
        "application_namespaces": list(site.namespaces),
        "system_nodes": {**sizes, "desired_size": sizes["min_size"]},
    }
    return values if production else values | {"log_retention_days": 30}


def _platform(site: Site, environment: str, region: str) -> dict[str, Any]:
    return _regional(site, environment, region) | {"application_namespaces": list(site.namespaces)}


def _backend(folder: str, site: Site) -> str:
    key = folder.removeprefix("live/") + ".tfstate"
    return (
        f'bucket       = "{site.bucket}"\n'
        f'key          = "{key}"\n'
        f'region       = "{site.home}"\n'
        "use_lockfile = true\n"
    )


def _problems(site: Site) -> Iterator[Problem]:
    if not site.regions:
        yield Problem("regions", "There is no region.", "Name at least one, the home region first.")
    if len(site.environments) > QUARTERS:
        reason = f"A region's range has room for {QUARTERS} environments."
        yield Problem("environments", reason, "Put others into an account of their own.")
    for name in RESERVED.intersection(site.environments):
        yield Problem(
            "environments", f"“{name}” is what a part of its own is called.", "Rename it."
        )
    for region in site.regions:
        yield from _problems_of(region, site.networks.get(region))


def _problems_of(region: str, written: str | None) -> Iterator[Problem]:
    field = f"networks.{region}"
    if len(zones(region)) < 3:
        reason = f"{region} has fewer than three availability zones."
        yield Problem("regions", reason, "Choose a region with three.")
    if written is None:
        yield Problem(
            field, "The region has no network range.", "Give it one, such as 10.20.0.0/16."
        )
        return
    try:
        prefix = ipaddress.IPv4Network(written).prefixlen
    except ValueError as error:
        yield Problem(field, f"Not a network range: {error}.", "Write one such as 10.20.0.0/16.")
        return
    if not 14 <= prefix <= 20:
        reason = f"A quarter of /{prefix} is /{prefix + 2}; a VPC here has /16 to /22."
        yield Problem(field, reason, "Write a range from /14 to /20.")

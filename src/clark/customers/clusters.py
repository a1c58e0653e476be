"""The first content of a customer's control repository: what every cluster runs, and each its own.

The blueprint holds the files of a cluster once, in `clusters/each/`, and a namespace's store once
more in `secret-stores/each.yaml`. A customer's repository holds them at
`clusters/<environment>/<region>/`, with its own names in place of `${…}`, and beside them
`environment.yaml`, which offerings are made with.
"""

from collections.abc import Iterator, Mapping
from string import Template
from typing import Any, Final

from clark.catalog import ENVIRONMENT_CONFIG, Place, path_of
from clark.customers.layout import OWNER, Site
from clark.manifests import write
from clark.ports import Surroundings

EACH: Final = "clusters/each/"
# How the blueprint's bucket names begin. A bucket's name is taken in all of AWS.
BUCKETS: Final = "techcorp-"
STORE: Final = f"{EACH}secret-stores/each.yaml"
CODEOWNERS: Final = ".github/CODEOWNERS"
TOLD: Final = """\
# What this cluster stands in: Terraform made it and published these values as parameters, which
# this object gives to Crossplane. Offerings are rendered with them, in the cluster and by Clark.
"""


def control_files(
    blueprint: Mapping[str, str],
    site: Site,
    repositories: Mapping[str, str],
    surroundings: Mapping[Place, Surroundings],
) -> dict[str, str]:
    """Path → text, from the blueprint's path → text.

    `repositories` are `control`, `gitops` and their `branch`. Raises `KeyError` for an unknown name
    in a file.
    """
    files = {
        path: text.replace(BUCKETS, f"{site.organization}-")
        for path, text in blueprint.items()
        if not path.startswith(EACH)
    }
    for environment in site.environments:
        for region in site.regions:
            known = {**repositories, "account": site.account}
            known |= {"environment": environment, "region": region}
            files |= dict(_cluster(blueprint, site, known))
    files |= dict(environment_file(place, there) for place, there in surroundings.items())
    return owned(files, site.owner)


def environment_file(place: Place, there: Surroundings) -> tuple[str, str]:
    """The path of the file that says what a cluster stands in, and its text."""
    (environment, region), (api_version, kind) = place, ENVIRONMENT_CONFIG
    manifest = {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {
            "name": "cluster",
            "labels": {"clark.dev/environment": environment, "clark.dev/region": region},
        },
        "data": _data(there),
    }
    return path_of(place), TOLD + write([manifest])


def owned(files: Mapping[str, str], owner: str) -> dict[str, str]:
    """The same with the customer's organization in CODEOWNERS."""
    mine = {path: text for path, text in files.items() if path == CODEOWNERS}
    told = {path: text.replace(OWNER, f"@{owner}/") for path, text in mine.items()}
    return dict(sorted({**files, **told}.items()))


# Private functions


def _data(there: Surroundings) -> dict[str, Any]:
    """What is not there is left out: a patch that requires it then says so."""
    network: dict[str, Any] = {
        "vpcId": there.vpc,
        "publicSubnets": list(there.public_subnets),
        "nodeSubnets": list(there.node_subnets),
        "databaseSubnetGroup": there.database_subnet_group,
        "cacheSubnetGroup": there.cache_subnet_group,
        "securityGroups": dict(there.security_groups),
    }
    cluster: dict[str, Any] = {
        "name": there.cluster,
        "nodeRole": there.node_role,
        "nodeLaunchTemplate": there.node_launch_template,
    }
    parts = {"network": network, "cluster": cluster}
    known = {name: {k: v for k, v in part.items() if v} for name, part in parts.items()}
    return {name: part for name, part in known.items() if part}


def _cluster(
    blueprint: Mapping[str, str], site: Site, known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    folder = "clusters/{environment}/{region}/".format_map(known)
    for path, text in blueprint.items():
        if path.startswith(EACH) and path != STORE:
            yield folder + path.removeprefix(EACH), Template(text).substitute(known)
    for namespace in site.namespaces:
        text = Template(blueprint[STORE]).substitute({**known, "namespace": namespace})
        yield f"{folder}secret-stores/{namespace}.yaml", text

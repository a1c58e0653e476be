"""The first content of a customer's control repository: what every cluster runs, and each its own.

The blueprint holds the files of a cluster once, in `clusters/each/`, and a namespace's store once
more in `secret-stores/each.yaml`. A customer's repository holds them at
`clusters/<environment>/<region>/`, with its own names in place of `${…}`.
"""

from collections.abc import Iterator, Mapping
from string import Template
from typing import Final

from clark.customers.layout import OWNER, Site

EACH: Final = "clusters/each/"
STORE: Final = f"{EACH}secret-stores/each.yaml"
CODEOWNERS: Final = ".github/CODEOWNERS"


def control_files(
    blueprint: Mapping[str, str], site: Site, repositories: Mapping[str, str]
) -> dict[str, str]:
    """Path → text, from the blueprint's path → text.

    `repositories` are `control`, `gitops` and their `branch`. Raises `KeyError` for an unknown name
    in a file.
    """
    files = {path: text for path, text in blueprint.items() if not path.startswith(EACH)}
    for environment in site.environments:
        for region in site.regions:
            known = {**repositories, "account": site.account}
            known |= {"environment": environment, "region": region}
            files |= dict(_cluster(blueprint, site, known))
    return owned(files, site.owner)


def owned(files: Mapping[str, str], owner: str) -> dict[str, str]:
    """The same with the customer's organization in CODEOWNERS."""
    mine = {path: text for path, text in files.items() if path == CODEOWNERS}
    told = {path: text.replace(OWNER, f"@{owner}/") for path, text in mine.items()}
    return dict(sorted({**files, **told}.items()))


# Private functions


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

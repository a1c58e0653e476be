"""The first content of a customer's three repositories, made from clark/blueprints."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import Final

from django.conf import settings

from clark.customers.clusters import control_files, owned
from clark.customers.layout import Site, infra_files
from clark.customers.onboarding.wish import Wish
from clark.customers.onboarding.work import Spot
from clark.errors import NotFound, TryLater
from clark.policy.limits import FILE as LIMITS
from clark.ports import Surroundings

# The sample customer of the local platform has a database from the beginning.
SAMPLES: Final = {"techcorp": "sample"}


def infra(at: Spot) -> Mapping[str, str]:
    """Path → text: Terraform, one folder for each environment, region and layer."""
    return infra_files(_blueprint("infra"), site(at.wish))


def control(at: Spot) -> Mapping[str, str]:
    """Path → text: offerings, policies, what runs in the clusters and what they stand in.

    Raises `TryLater` while that is not known of each place that Terraform builds at once.
    """
    wish = at.wish
    names = {
        "control": wish.repository(wish.control),
        "gitops": wish.repository(wish.gitops),
        "branch": "main",
    }
    blueprint = _blueprint("control") | {LIMITS: with_budgets(_blueprint("control")[LIMITS], wish)}
    return control_files(blueprint, site(wish), names, dict(_surroundings(at)))


def with_budgets(limits: str, wish: Wish) -> str:
    """limits.yaml with a limit in dollars for each team: from then on the file is what counts."""
    return limits + "".join(
        f"    - name: budget-{team.name}\n"
        f"      reason: The budget of this team, as it was said when Clark came.\n"
        f"      match:\n"
        f'        team: "{team.name}"\n'
        f"      most:\n"
        f"        monthlyUSD: {team.budget}\n"
        for team in wish.teams
    )


def gitops(at: Spot) -> Mapping[str, str]:
    """Path → text: the layout, explained; and the sample's services."""
    wish = at.wish
    sample = SAMPLES.get(wish.slug) if settings.LOCAL else None
    files = dict(_blueprint("gitops")) | (dict(_blueprint(sample)) if sample else {})
    return owned(files, wish.organization)


def site(wish: Wish) -> Site:
    """What the infrastructure is laid out from."""
    return Site(
        organization=wish.slug,
        account=wish.account,
        owner=wish.organization,
        repository=wish.repository(wish.infra),
        pipelines=wish.repository("pipelines"),
        environments=wish.environments,
        regions=tuple(place.name for place in wish.regions),
        networks={place.name: place.network for place in wish.regions},
    )


# Private functions


def _surroundings(at: Spot) -> Iterator[tuple[tuple[str, str], Surroundings]]:
    """Of each place, but for those that nobody builds yet: their file is added when they are."""
    for environment, region in product(at.wish.environments, at.wish.regions):
        try:
            found = at.ports.bootstrap.surroundings(environment, region.name)
        except NotFound as missing:
            if f"{environment}/{region.name}" in at.wish.terraform:
                raise TryLater(missing.reason) from missing
            continue
        yield (environment, region.name), found


@cache
def _blueprint(name: str) -> dict[str, str]:
    return dict(_texts(files("clark") / "blueprints" / name, ""))


def _texts(folder: Traversable, below: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        path = f"{below}{entry.name}"
        if entry.name == "__pycache__":  # an installer compiles every .py that it finds
            continue
        if entry.is_dir():
            yield from _texts(entry, f"{path}/")
        else:
            yield path, entry.read_text(encoding="utf-8")

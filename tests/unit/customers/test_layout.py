"""The first content of a customer's infrastructure repository. Pure."""

import ipaddress
import json
from dataclasses import replace

import pytest

from clark.customers import layout
from clark.customers.infrastructure.rules import stands_on
from clark.customers.layout import Site
from clark.errors import Refused
from clark.ports.terraform import Stack

SITE = Site(
    organization="techcorp",
    account="111122223333",
    owner="TechCorp",
    repository="TechCorp/clark-platform-infra",
    pipelines="TechCorp/pipelines",
    environments=("prod", "dev"),
    regions=("us-east-1", "us-west-2", "eu-west-1"),
    networks={
        "us-east-1": "10.20.0.0/16",
        "us-west-2": "10.21.0.0/16",
        "eu-west-1": "10.22.0.0/16",
    },
    images=("orders",),
    namespaces=("orders",),
)
BLUEPRINT = {
    "README.md": "read me\n",
    ".github/CODEOWNERS": "* @your-organization/platform\n",
    "modules/network/main.tf": "module\n",
    **{
        f"stacks/{layer}/main.tf": f"{layer}\n"
        for layer in ("state", "identity", "registry", "network", "cluster", "platform")
    },
}


def values(files: dict[str, str], folder: str) -> dict[str, object]:
    said = json.loads(files[f"{folder}/terraform.tfvars.json"])
    assert isinstance(said, dict)
    return said


def test_every_region_of_every_environment_gets_its_three_stacks():
    files = layout.infra_files(BLUEPRINT, SITE)

    folders = {path.removesuffix("/main.tf") for path in files if path.startswith("live/")}
    regional = {
        f"live/{environment}/{region}/{layer}"
        for environment in SITE.environments
        for region in SITE.regions
        for layer in ("network", "cluster", "platform")
    }
    assert regional <= folders
    assert files["live/prod/eu-west-1/cluster/main.tf"] == "cluster\n"


def test_the_templates_themselves_are_left_out():
    assert not [path for path in layout.infra_files(BLUEPRINT, SITE) if path.startswith("stacks/")]


def test_the_same_site_gives_the_same_files():
    assert list(layout.infra_files(BLUEPRINT, SITE).items()) == list(
        layout.infra_files(dict(reversed(BLUEPRINT.items())), SITE).items()
    )


def test_the_code_of_a_stack_is_the_same_everywhere():
    files = layout.infra_files(BLUEPRINT, SITE)

    networks = {text for path, text in files.items() if path.endswith("/network/main.tf")}
    assert networks == {"network\n", "module\n"}


def test_a_state_file_is_named_after_its_folder():
    backend = layout.infra_files(BLUEPRINT, SITE)["live/prod/eu-west-1/network/backend.tfbackend"]

    assert 'key          = "prod/eu-west-1/network.tfstate"' in backend
    assert 'bucket       = "clark-state-111122223333-us-east-1"' in backend
    assert 'region       = "us-east-1"' in backend
    assert "use_lockfile = true" in backend


def test_what_others_need_is_applied_before_them():
    order = layout.order(SITE)

    assert order[:2] == ("live/shared/global/state", "live/shared/global/identity")
    assert order[4] == "live/shared/us-east-1/registry"
    for environment in SITE.environments:
        for region in SITE.regions:
            place = [
                order.index(f"live/{environment}/{region}/{layer}")
                for layer in ("network", "cluster", "platform")
            ]
            assert place == sorted(place)


def test_what_a_stack_is_said_to_stand_on_is_applied_before_it():
    stacks = [Stack(*folder.split("/")[1:]) for folder in layout.order(SITE)]

    for index, stack in enumerate(stacks):
        assert set(stands_on(stack)) <= set(stacks[:index])
    assert [each.layer for each in stands_on(stacks[-1])] == [
        "state", "identity", "network", "cluster",
    ]  # fmt: skip


def test_every_folder_in_the_order_is_in_the_repository():
    files = layout.infra_files(BLUEPRINT, SITE)

    assert all(f"{folder}/terraform.tfvars.json" in files for folder in layout.order(SITE))


def test_networks_of_a_customer_never_overlap():
    ranges = [
        ipaddress.ip_network(layout.network(SITE, environment, region))
        for environment in SITE.environments
        for region in SITE.regions
    ]

    assert not [
        (one, other)
        for index, one in enumerate(ranges)
        for other in ranges[index + 1 :]
        if one.overlaps(other)
    ]


def test_a_new_environment_moves_no_other():
    more = replace(SITE, environments=(*SITE.environments, "staging"))

    assert layout.network(more, "dev", "us-east-1") == layout.network(SITE, "dev", "us-east-1")
    assert layout.network(more, "staging", "us-east-1") == "10.20.128.0/18"


def test_production_has_a_nat_gateway_per_zone_and_keeps_logs_longer():
    files = layout.infra_files(BLUEPRINT, SITE)
    prod = values(files, "live/prod/us-east-1/network")
    dev = values(files, "live/dev/us-east-1/network")

    assert prod["nat_per_zone"] is True
    assert "log_retention_days" not in prod  # the stack's own default: a year
    assert dev["nat_per_zone"] is False
    assert dev["log_retention_days"] == 30


def test_images_go_from_the_home_region_to_the_others():
    files = layout.infra_files(BLUEPRINT, SITE)
    home = values(files, "live/shared/us-east-1/registry")
    other = values(files, "live/shared/eu-west-1/registry")

    assert (home["repositories"], home["replicate_to"]) == (["orders"], ["us-west-2", "eu-west-1"])
    assert (other["repositories"], other["replicate_to"]) == ([], [])


def test_a_region_without_a_zone_b_uses_those_it_has():
    assert layout.zones("ap-northeast-1") == (
        "ap-northeast-1a",
        "ap-northeast-1c",
        "ap-northeast-1d",
    )


def test_the_owners_of_the_code_are_the_customers():
    files = layout.infra_files(BLUEPRINT, SITE)

    assert files[".github/CODEOWNERS"] == "* @TechCorp/platform\n"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"regions": ()}, "regions"),
        ({"regions": ("us-west-1",), "networks": {"us-west-1": "10.0.0.0/16"}}, "regions"),
        ({"environments": ("a", "b", "c", "d", "e")}, "environments"),
        ({"environments": ("shared",)}, "environments"),
        ({"networks": {}}, "networks.us-east-1"),
        ({"networks": {**SITE.networks, "us-west-2": "10.0.0.1/16"}}, "networks.us-west-2"),
        ({"networks": {**SITE.networks, "eu-west-1": "10.0.0.0/24"}}, "networks.eu-west-1"),
    ],
)
def test_what_cannot_be_laid_out_is_refused_by_field(change, field):
    with pytest.raises(Refused) as refused:
        layout.infra_files(BLUEPRINT, replace(SITE, **change))

    assert field in {problem.field for problem in refused.value.problems}

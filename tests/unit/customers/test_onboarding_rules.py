"""What may come to Clark, and what is refused, by field."""

from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.customers.onboarding import content
from clark.customers.onboarding.regions import LOCAL, SUPPORTED
from clark.customers.onboarding.rules import Taken, problems
from clark.customers.onboarding.wish import Place, Someone, Team, Wish
from clark.errors import Refused
from clark.local.installation import REGIONS

GOOD = Wish(
    name="Northwind",
    slug="northwind",
    account="012345678901",
    organization="Northwind-Inc",
    regions=(Place("us-east-1", "10.0.0.0/16"), Place("eu-west-1", "10.1.0.0/20")),
    environments=("dev", "prod"),
    teams=(Team("sales", 4000),),
    people=(
        Someone("nora", "Nora Lind", "nora@northwind.example", "sales", "owner"),
        Someone("omar", "Omar Haddad", "omar@northwind.example", "sales", "developer"),
    ),
)
NOBODY = Taken()


def fields(wish: Wish, taken: Taken = NOBODY) -> list[str]:
    return [each.field for each in problems(wish, taken, SUPPORTED)]


def networks(*ranges: str) -> Wish:
    names = ("us-east-1", "eu-west-1", "us-west-2")
    return replace(GOOD, regions=tuple(map(Place, names, ranges)))


def test_a_good_customer_has_no_problem():
    assert problems(GOOD, NOBODY, SUPPORTED) == ()


def test_the_local_regions_are_those_of_the_local_platform():
    assert LOCAL == REGIONS
    assert set(LOCAL) <= set(SUPPORTED)


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"name": ""}, "name", "it is shown everywhere"),
        ({"name": "a\nb"}, "name", "a line is a line"),
        ({"slug": "North"}, "slug", "slugs are lower case"),
        ({"slug": "../x"}, "slug", "it becomes a folder's name"),
        ({"account": "11112222333"}, "account", "11 digits"),
        ({"account": "1111222233334"}, "account", "13 digits"),
        ({"account": "١١١١٢٢٢٢٣٣٣٣"}, "account", "digits of another script"),
        ({"organization": "-north"}, "organization", "no login begins with a hyphen"),
        ({"organization": "a/b"}, "organization", "one name, no path"),
        ({"infra": "x.git"}, "infra", "the host adds that itself"),
        ({"gitops": ".."}, "gitops", "it becomes a path"),
        ({"control": "gitops"}, "gitops", "two repositories, one name"),
        ({"regions": ()}, "regions", "nothing to set up"),
        ({"regions": (Place("us-west-1", "10.0.0.0/16"),)}, "regions.0.name", "two zones"),
        ({"regions": (Place("mars-1", "10.0.0.0/16"),)}, "regions.0.name", "unknown"),
        ({"environments": ()}, "environments", "services need one"),
        ({"environments": ("qa",)}, "environments.0", "no offering knows it"),
        ({"environments": ("dev", "dev")}, "environments.1", "twice"),
        ({"teams": (Team("sales", 0),)}, "teams.0.budget", "no money"),
        ({"teams": (Team("sales", 10**9),)}, "teams.0.budget", "a slip of the hand"),
        ({"teams": (Team("sales", 1), Team("sales", 2))}, "teams.1.name", "twice"),
        ({"people": GOOD.people[:1]}, "people", "nobody approves their own request"),
        ({"people": GOOD.people[1:] * 2}, "people", "no owner"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(change, field, why):
    assert field in fields(replace(GOOD, **change)), why


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "Nora"}, "username"),
        ({"name": ""}, "name"),
        ({"email": "nora"}, "email"),
        ({"team": "none"}, "team"),
        ({"role": "engineer"}, "role"),
    ],
)
def test_people_are_checked_one_by_one(change, field):
    people = (GOOD.people[0], replace(GOOD.people[1], **change))
    assert fields(replace(GOOD, people=people)) == [f"people.1.{field}"]


def test_names_that_others_have_are_refused():
    taken = Taken(
        slugs=frozenset({"northwind"}),
        accounts=frozenset({"012345678901"}),
        organizations=frozenset({"northwind-inc"}),
        usernames=frozenset({"nora"}),
        emails=frozenset({"omar@northwind.example"}),
    )
    assert fields(GOOD, taken) == [
        "slug",
        "account",
        "organization",
        "people.0.username",
        "people.1.email",
    ]


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        (("10.0.0.0/16", "10.0.128.0/20"), "overlaps 10.0.0.0/16 of us-east-1"),
        (("10.0.0.0/16", "10.0.0.0/16"), "overlaps"),
        (("10.0.0.0/16", "8.8.0.0/16"), "not private"),
        (("10.0.0.0/16", "100.64.0.0/16"), "not private"),
        (("10.0.0.0/16", "172.32.0.0/16"), "not private"),
        (("10.0.0.0/16", "10.1.0.0/21"), "too small"),
        (("10.0.0.0/16", "10.2.0.0/15"), "too large"),
        (("10.0.0.0/16", "fd00::/48"), "no IPv4 range"),
        (("10.0.0.0/16", "10.1.0.5/16"), "write 10.1.0.0/16"),
        (("10.0.0.0/16", "here"), "for example"),
    ],
)
def test_ranges_must_be_private_fitting_and_apart(ranges, said):
    found = problems(networks(*ranges), NOBODY, SUPPORTED)
    assert [each.field for each in found] == ["regions.1.network"]
    assert said.lower() in str(found[0]).lower()


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(16, 20)), min_size=2, max_size=3))
def test_ranges_pass_exactly_when_no_address_is_in_two_of_them(drawn):
    made = [IPv4Network((f"10.{second}.0.0", prefix)) for second, prefix in drawn]
    apart = all(
        first.broadcast_address < second.network_address
        for first, second in zip(sorted(made), sorted(made)[1:], strict=False)
    )
    assert (fields(networks(*map(str, made))) == []) == apart


def test_everything_wrong_is_said_at_once():
    wrong = replace(GOOD, slug="", account="1", organization="", environments=(), teams=())
    assert {"slug", "account", "organization", "environments", "teams", "people.0.team"} <= set(
        fields(wrong)
    )


def test_a_document_is_read_back_as_it_was():
    assert Wish.parse(GOOD.document()) == GOOD


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account": 12345678901}, "account"),
        ({"colour": "blue"}, "colour"),
        ({"regions": {"us-east-1": "10.0.0.0/16"}}, "regions"),
        ({"regions": ["us-east-1"]}, "regions.0"),
        ({"teams": [{"name": "sales", "budget": "many"}]}, "teams.0.budget"),
        ({"people": [{"name": "Nora"}]}, "people.0"),
        ({"environments": [1]}, "environments.0"),
    ],
)
def test_a_document_of_another_shape_is_refused_by_field(change, field):
    with pytest.raises(Refused) as refused:
        Wish.parse({**GOOD.document(), **change})
    assert [each.field for each in refused.value.problems] == [field]


def test_what_an_installer_compiled_is_no_content_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "scripts" / "__pycache__").mkdir(parents=True)
    (tmp_path / "scripts" / "__pycache__" / "stacks.cpython-311.pyc").write_bytes(b"\xa7\r\r\n")
    (tmp_path / "scripts" / "stacks.py").write_text("")
    assert dict(content._texts(tmp_path, "")) == {"scripts/stacks.py": ""}

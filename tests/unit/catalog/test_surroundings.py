"""What the clusters stand in: read, reported where it is broken, and rendered into offerings."""

import pytest

from clark.catalog import Catalog, Offering, load, place_of, render, samples
from clark.errors import Refused
from clark.manifests import read
from tests.places import described

PLACE = "clusters/prod/us-east-1/environment.yaml"
ASKED = {
    "service": "orders-db",
    "application": "orders",
    "team": "orders",
    "environment": "prod",
    "region": "us-east-1",
}


def without_places(control: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in control.items() if place_of(path) is None}


def databases(catalog: Catalog) -> Offering:
    found = catalog.find("databases")
    assert found is not None, catalog.broken
    return found


def test_each_place_has_its_own_networks(catalog: Catalog) -> None:
    for environment, region in (("prod", "us-east-1"), ("dev", "eu-west-1")):
        asked = {**ASKED, "environment": environment, "region": region}
        files = render(databases(catalog), asked)
        (service,) = read(
            files[f"regions/{region}/{environment}/orders-db-{environment}/service.yaml"]
        )
        given = service.value["spec"]["forProvider"]
        assert given["dbSubnetGroupName"] == f"clark-{environment}"
        assert given["vpcSecurityGroupIds"] == [f"sg-postgresql-{environment}-{region}"]


def test_a_place_that_is_not_described_is_refused_with_the_file_to_add(
    control: dict[str, str],
) -> None:
    files = {path: text for path, text in control.items() if path != PLACE}
    with pytest.raises(Refused) as caught:
        render(databases(load(files)), ASKED)
    (problem,) = caught.value.problems
    assert problem.field == "region"
    assert str(problem) == (
        "region: What prod in us-east-1 stands in is not described. PostgreSQL database cannot be "
        f"made there without its networks. Choose another place, or have {PLACE} added to the "
        "control repository."
    )


def test_samples_are_asked_for_places_that_are_described(control: dict[str, str]) -> None:
    files = without_places(control) | described(["staging"], ["eu-west-1", "us-west-2"])
    catalog = load(files)
    assert catalog.broken == ()
    places = {(each["environment"], each["region"]) for each in samples(databases(catalog))}
    assert places == {("staging", "eu-west-1"), ("staging", "us-west-2")}


def test_without_any_place_nothing_can_be_offered_that_needs_one(control: dict[str, str]) -> None:
    catalog = load(without_places(control))
    assert [each.name for each in catalog.offerings] == ["storages"]
    assert {flaw.reason for flaw in catalog.broken} == {
        "It reads what a cluster stands in, and no clusters/<environment>/<region>/environment"
        ".yaml describes one that can be chosen."
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("kind: EnvironmentConfig", "kind: ConfigMap", "This must be a EnvironmentConfig of"),
        ("data:", "date:", "date is not a field of the file."),
        ("  name: cluster", "  names: cluster", "names is not a field of metadata."),
        ("data:", "data: []\nrest:", "rest is not a field of the file."),
    ],
)
def test_a_broken_place_is_reported_and_takes_no_other_with_it(
    control: dict[str, str], old: str, new: str, reason: str
) -> None:
    catalog = load({**control, PLACE: control[PLACE].replace(old, new, 1)})
    assert len(catalog.offerings) == 7
    assert any(flaw.path == PLACE and reason in flaw.reason for flaw in catalog.broken), (
        catalog.broken
    )
    assert ("prod", "us-east-1") not in databases(catalog).surroundings
    assert ("prod", "us-west-2") in databases(catalog).surroundings


def test_a_place_that_lacks_a_value_is_no_place_for_those_who_require_it(
    control: dict[str, str],
) -> None:
    text = control[PLACE].replace("      redis: ", "      other: ")
    catalog = load({**control, PLACE: text})
    (flaw,) = catalog.broken
    assert str(flaw).startswith(f"{PLACE}:1: Redis cache cannot be made here: offerings/c")
    caches = catalog.find("caches")
    assert caches is not None
    assert caches.lacks(("prod", "us-east-1"))
    assert not databases(catalog).lacks(("prod", "us-east-1"))


def test_what_the_clusters_stand_in_is_no_part_of_the_revision(control: dict[str, str]) -> None:
    moved = {**control, PLACE: control[PLACE].replace("vpc-prod", "vpc-moved")}
    one, other = databases(load(control)), databases(load(moved))
    assert one.revision == other.revision
    assert one.surroundings != other.surroundings


def test_an_offering_that_reads_nothing_of_it_keeps_nothing_of_it(catalog: Catalog) -> None:
    storages = catalog.find("storages")
    assert storages is not None
    assert storages.surroundings == {}
    assert not storages.lacks(("nowhere", "at-all"))


@pytest.mark.parametrize(
    "path",
    [
        "clusters/prod/environment.yaml",
        "clusters/prod/us-east-1/more/environment.yaml",
        "clusters/prod/us-east-1/services.yaml",
        "offerings/prod/us-east-1/environment.yaml",
    ],
)
def test_other_files_describe_no_place(path: str) -> None:
    assert place_of(path) is None

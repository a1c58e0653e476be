import pytest

from clark.catalog import Catalog, Offering, amend, edits, parameters, render, update_parameters
from clark.errors import Refused
from clark.manifests import Delete, Set, diff, read

ASKED = {"service": "orders-db", "application": "orders", "team": "orders"}
PATH = "regions/us-east-1/prod/orders-db-prod/service.yaml"
FOR_PROVIDER = ("spec", "forProvider")


def changed(text: str, other: str) -> list[str]:
    """The lines that a diff adds and removes."""
    return [
        line
        for line in diff(text, other, PATH).splitlines()
        if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}
    ]


def values(
    offering: Offering, before: dict[str, str], after: dict[str, str]
) -> dict[tuple[str | int, ...], object]:
    found = {}
    for amendment in edits(offering, {**ASKED, **before}, {**ASKED, **after}):
        for change in amendment.changes:
            assert isinstance(change, Set | Delete)
            found[change.path] = change.value if isinstance(change, Set) else None
    found.pop(("metadata", "annotations", "clark.dev/parameters"), None)
    return found


def test_a_resize_is_one_field_and_the_annotation(databases: Offering) -> None:
    (amendment,) = edits(databases, ASKED, {**ASKED, "size": "large"})
    assert amendment.path == PATH
    assert amendment.document == "RDSInstance/orders-db-prod"
    assert [change.path for change in amendment.changes] == [
        ("metadata", "annotations", "clark.dev/parameters"),
        (*FOR_PROVIDER, "dbInstanceClass"),
    ]


def test_an_answer_says_which_field_it_means(catalog: Catalog, databases: Offering) -> None:
    caches = catalog.find("caches")
    storages = catalog.find("storages")
    assert caches is not None
    assert storages is not None
    assert values(databases, {}, {"size": "large", "storage": "200"}) == {
        (*FOR_PROVIDER, "dbInstanceClass"): "db.t3.large",
        (*FOR_PROVIDER, "allocatedStorage"): 200,
    }
    assert values(caches, {}, {"nodes": "3"}) == {(*FOR_PROVIDER, "numCacheClusters"): 3}
    assert values(storages, {}, {"versioning": "no"}) == {
        (*FOR_PROVIDER, "versioningConfiguration", "status"): "Suspended"
    }


def test_the_same_answers_change_nothing(offering: Offering, asked: dict[str, str]) -> None:
    assert edits(offering, asked, asked) == ()
    assert amend(offering, render(offering, asked), {}) == {}


def test_amending_keeps_everything_else_in_the_file(databases: Offering) -> None:
    files = render(databases, ASKED)
    theirs = files[PATH].replace(
        "storageType: gp3\n", "storageType: gp3 # ours\n    port: 5433  # kept\n"
    )
    amended = amend(databases, {**files, PATH: theirs}, {"size": "large"})
    assert list(amended) == [PATH]
    lines = changed(theirs, amended[PATH])
    assert len(lines) == 4
    assert [line.strip() for line in lines if "dbInstanceClass" in line] == [
        "-    dbInstanceClass: db.t3.medium",
        "+    dbInstanceClass: db.t3.large",
    ]
    assert read(amended[PATH])[0].value["spec"]["forProvider"]["port"] == 5433


def test_amending_is_the_same_as_asking_for_it_at_once(databases: Offering) -> None:
    amended = amend(databases, render(databases, ASKED), {"size": "large", "storage": "200"})
    at_once = render(databases, {**ASKED, "size": "large", "storage": "200"})
    assert read(amended[PATH]) == read(at_once[PATH])


def test_the_annotation_follows_a_change(databases: Offering) -> None:
    manifest = read(render(databases, ASKED)[PATH])[0].value
    assert parameters(databases, manifest)["size"] == "medium"
    assert '"size":"large"' in update_parameters(databases, manifest, {"size": "large"})


def test_what_stays_for_good_is_not_changed(databases: Offering) -> None:
    with pytest.raises(Refused) as refused:
        edits(databases, ASKED, {**ASKED, "region": "eu-west-1", "version": "16.3"})
    assert [problem.field for problem in refused.value.problems] == ["region", "version"]


def test_a_resource_of_another_offering_is_refused(catalog: Catalog, databases: Offering) -> None:
    manifest = read(render(databases, ASKED)[PATH])[0].value
    caches = catalog.find("caches")
    assert caches is not None
    with pytest.raises(Refused, match="not made from the offering caches"):
        parameters(caches, manifest)
    with pytest.raises(Refused, match="not made from the offering caches"):
        parameters(caches, {"metadata": {"name": "by-hand"}})


def test_an_annotation_that_is_not_json_is_refused(databases: Offering) -> None:
    annotations = {"clark.dev/offering": "databases", "clark.dev/parameters": "{"}
    with pytest.raises(Refused, match="cannot be read as JSON"):
        parameters(databases, {"metadata": {"annotations": annotations}})


def test_a_file_that_lacks_the_document_is_refused(databases: Offering) -> None:
    renamed = render(databases, ASKED)[PATH].replace("name: orders-db-prod\n", "name: other\n")
    with pytest.raises(Refused, match="RDSInstance/orders-db-prod is not in"):
        amend(databases, {PATH: renamed}, {"size": "large"})

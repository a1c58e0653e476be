"""Versions in a history, and the blast radius of a changed offering, as values."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import clark
from clark.catalog import Conflict, revision
from clark.flow.offerings.rules import find, used
from clark.flow.offerings.updates import Made, Place, Update, blast_radius, shown
from clark.kinds import impacts
from clark.manifests import read

CONTROL = Path(clark.__file__).parent / "blueprints" / "control"
PAIR = {
    path: (CONTROL / path).read_text()
    for path in ("offerings/storages/definition.yaml", "offerings/storages/composition.yaml")
}
BROKEN = {**PAIR, "offerings/storages/composition.yaml": "kind: Composition\n"}
OLDER = {path: f"{text}# older\n" for path, text in PAIR.items()}
NOW, BEFORE = revision("storages", PAIR), revision("storages", OLDER)


def test_the_newest_good_version_is_found_behind_broken_ones() -> None:
    steps = [("c3", BROKEN), ("c2", PAIR), ("c1", OLDER)]
    (found,) = find("storages", steps, (), {})
    assert (found.commit, found.revision, found.newest_good) == ("c2", NOW, True)


def test_no_more_commits_are_read_than_needed() -> None:
    def steps() -> Iterator[tuple[str, dict[str, str]]]:
        yield "c3", PAIR
        yield "c2", OLDER
        pytest.fail("everything was found before")

    found = {each.revision: each.commit for each in find("storages", steps(), {BEFORE}, {})}
    assert found == {NOW: "c3", BEFORE: "c2"}


def test_a_version_that_no_commit_has_is_found_to_be_missing() -> None:
    found = list(find("storages", [("c1", PAIR)], {"0123456789ab"}, {}))
    assert [(each.revision, each.commit) for each in found] == [(NOW, "c1"), ("0123456789ab", "")]


def test_half_an_offering_is_no_version() -> None:
    half = {path: text for path, text in PAIR.items() if path.endswith("definition.yaml")}
    assert list(find("storages", [("c1", half)], (), {})) == []


def test_files_that_cannot_be_read_use_no_revision() -> None:
    assert used({"regions/a/b/c/service.yaml": "clark.dev/offering-revision: [\n"}) == {}


def _update(environment: str, name: str = "a", **more: object) -> Update:
    place = Place("us-east-1", environment, name, {})
    return Update(place, Made("storages", NOW, "", {}), **more)  # type: ignore[arg-type]


def _bucket(setting: str) -> dict[str, object]:
    text = (
        "apiVersion: s3.aws.crossplane.io/v1beta1\nkind: Bucket\nmetadata: {name: a}\n"
        f"spec: {{forProvider: {{locationConstraint: us-east-1, {setting}}}}}\n"
    )
    return dict(read(text)[0].value)


def test_the_blast_radius_says_how_many_where_and_what_happens() -> None:
    change = impacts(_bucket("acl: private"), _bucket("acl: public-read"))
    updates = [
        _update("prod", impacts=change),
        _update("prod"),
        _update("dev", conflicts=(("a", Conflict("Bucket/a", ("spec",), 1, 2, 3)),)),
        _update("dev", refusal="No commit has it."),
    ]
    assert blast_radius(updates) == (
        "4 services of earlier revisions, 2 in dev, 2 in prod: 1 would be changed in place; "
        "1 would change in notes only; 1 needs a decision first; 1 cannot be brought up to date."
    )
    assert blast_radius([]) == "Every service that it made is up to date."


def test_sides_of_a_conflict_are_words() -> None:
    assert [shown(each) for each in ("gp3", 3, True, {"a": None})] == [
        "gp3",
        "3",
        "true",
        '{"a": null}',
    ]

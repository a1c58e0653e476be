import json
from dataclasses import asdict
from pathlib import Path

import pytest

from clark.errors import Refused
from clark.kinds import migrate, problems
from clark.manifests import Unreadable, read

GOLDEN = Path(__file__).parents[2] / "golden" / "kinds"
_EMPTY = "applyModificationsImmediately:"
CASES = sorted(case.name for case in GOLDEN.iterdir())


def text(case: str, name: str) -> str | None:
    path = GOLDEN / case / name
    return path.read_text() if path.exists() else None


@pytest.mark.parametrize("case", CASES)
def test_the_scenario_becomes_what_is_really_served(case):
    migration = migrate(text(case, "input.yaml"), text(case, "onto.yaml"))
    assert migration.text == text(case, "output.yaml")
    said = [asdict(correction) for correction in migration.corrections]
    assert said == json.loads(text(case, "corrections.json"))


@pytest.mark.parametrize("case", CASES)
def test_what_comes_out_has_no_problems_and_is_left_alone_the_second_time(case):
    output = text(case, "output.yaml")
    assert [problem for found in read(output) for problem in problems(found.value)] == []
    again = migrate(output)
    assert again.text == output
    assert all(correction.before == correction.after for correction in again.corrections)


@pytest.mark.parametrize("case", ["database", "cache"])
def test_what_goes_in_is_refused_by_the_check_and_sent_here(case):
    fixes = [
        problem.fix for found in read(text(case, "input.yaml")) for problem in problems(found.value)
    ]
    assert "Run `clark migrate FILE`." in fixes


def test_a_part_of_a_definition_is_refused_without_the_file_it_belongs_to():
    with pytest.raises(Refused, match="only a part") as refusal:
        migrate(text("scaling", "input.yaml"))
    assert [problem.field for problem in refusal.value.problems] == ["spec.forProvider.engine"]


def test_a_part_is_refused_where_its_definition_is_not_in_the_file():
    with pytest.raises(Refused, match="is not in the file"):
        migrate(text("scaling", "input.yaml"), onto=text("cache", "output.yaml"))


def test_the_region_can_be_said():
    assert "region: eu-west-1" in migrate(text("database", "input.yaml"), region="eu-west-1").text


def test_every_document_of_a_file_is_corrected_and_strangers_are_left_alone():
    stranger = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n"
    both = f"{text('database', 'input.yaml')}---\n{stranger}---\n{text('cache', 'input.yaml')}"
    corrected = migrate(both).text
    assert stranger in corrected
    assert "v1alpha1" not in corrected


def test_of_two_node_types_the_served_one_is_kept_and_the_correction_says_so():
    both = text("cache", "input.yaml").replace(
        "nodeType: cache.t3.micro", "nodeType: a\n    cacheNodeType: b"
    )
    migration = migrate(both)
    (said,) = (each for each in migration.corrections if each.field.endswith("nodeType"))
    assert (said.before, said.after) == ("nodeType: a", "cacheNodeType: b")
    assert said.reason.endswith("what it says is kept.")
    assert "    cacheNodeType: b\n" in migration.text


def test_a_required_field_without_a_value_is_missing():
    empty = text("cache", "output.yaml").replace("applyModificationsImmediately: false", _EMPTY)
    assert migrate(empty).text == text("cache", "output.yaml")


def test_what_cannot_be_read_is_not_migrated():
    with pytest.raises(Unreadable):
        migrate("kind: a\nkind: b\n")

"""What an annotation offers: an edit for a button, a sentence for people."""

import pytest

from clark.errors import Refused
from clark.manifests import Delete, Set
from clark.policy.fixes import Fix, read_field, read_fix


def fix(text: str, parameter: str = "") -> Fix:
    return read_fix({"clark.dev/fix": text, "clark.dev/parameter": parameter})


def test_an_edit_is_told_as_a_sentence() -> None:
    found = fix("spec.forProvider.multiAZ=true", "standby=true")
    assert found.edits == (Set(("spec", "forProvider", "multiAZ"), True),)
    assert found.sentence == "Set spec.forProvider.multiAZ to true."
    assert found.parameters == (("standby", True),)


def test_several_edits_stand_on_lines_of_their_own() -> None:
    found = fix('spec.a=1\nmetadata.labels["b.c/d"]=text\nspec.d-\n')
    assert found.edits == (
        Set(("spec", "a"), 1),
        Set(("metadata", "labels", "b.c/d"), "text"),
        Delete(("spec", "d")),
    )
    assert found.sentence == (
        'Set spec.a to 1. Set metadata.labels["b.c/d"] to text. Remove spec.d.'
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Choose db.t3.micro, or another one.",
        "Set a=b where it is missing.",
        "Use the key clark/<environment>/<name>/<application>.",
        "",
    ],
)
def test_anything_else_is_a_sentence(sentence: str) -> None:
    assert fix(sentence) == Fix(sentence)


def test_parameters_keep_their_types() -> None:
    assert fix("x", "a=7\nb=text\nc=false").parameters == (("a", 7), ("b", "text"), ("c", False))


@pytest.mark.parametrize("parameter", ["standby", "=true", "a b=c"])
def test_a_parameter_without_a_name_and_a_value_is_refused(parameter: str) -> None:
    with pytest.raises(Refused):
        fix("", parameter)


def test_a_field_is_a_path() -> None:
    assert read_field({"clark.dev/field": "spec.tags[0]"}) == ("spec", "tags", 0)
    assert read_field({}) == ()

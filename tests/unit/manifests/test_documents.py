"""Whole documents come and go; every other one stays byte for byte."""

import pytest

from clark.manifests import Unreadable, append, read, remove

FIRST = "# the first\na: 1 # kept\n"
SECOND = "---\n# the second\nb: |\n  ---\n  text\n"
THIRD = "--- # the third\nc: 3\n"


def test_a_document_is_added_at_the_end() -> None:
    assert append(FIRST, [{"b": 2}]) == f"{FIRST}---\nb: 2\n"
    assert append("a: 1", [{"b": 2}, {"c": 3}]) == "a: 1\n---\nb: 2\n---\nc: 3\n"
    assert append(FIRST, []) == FIRST


@pytest.mark.parametrize(
    ("gone", "left"),
    [((), FIRST + SECOND + THIRD), ((1,), FIRST + THIRD), ((2,), FIRST + SECOND)],
)
def test_a_document_goes_with_its_comments(gone: tuple[int, ...], left: str) -> None:
    assert remove(FIRST + SECOND + THIRD, gone) == left


def test_the_first_may_have_a_marker_and_a_comment_above_it() -> None:
    text = "# licence\n---\na: 1\n---\nb: 2\n"
    assert remove(text, [1]) == "# licence\n---\na: 1\n"


def test_what_cannot_be_read_is_not_touched() -> None:
    with pytest.raises(Unreadable):
        remove("a: 1\na: 2\n", [0])
    with pytest.raises(Unreadable):
        append("a: 1\na: 2\n", [{"b": 1}])


def test_what_is_left_reads_as_before() -> None:
    kept = read(remove(FIRST + SECOND + THIRD, [0]))
    assert [each.value for each in kept] == [{"b": "---\ntext\n"}, {"c": 3}]

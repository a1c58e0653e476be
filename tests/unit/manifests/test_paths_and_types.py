"""Paths as text, the types of new values, and differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.manifests import (
    DiffRow,
    diff,
    diff_rows,
    infer,
    parse_assignment,
    parse_path,
    show_path,
)

steps = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.integers(0, 99)


@given(st.lists(steps, min_size=1, max_size=4).map(tuple))
def test_a_path_that_is_shown_is_parsed_as_itself(path):
    assert parse_path(show_path(path)) == path
    assert parse_assignment(show_path(path) + "=a=b") == (path, "a=b")
    assert parse_assignment(show_path(path) + "-") == (path, None)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("spec.forProvider.tags[0].value", ("spec", "forProvider", "tags", 0, "value")),
        ('metadata.annotations["clark.dev/x"]', ("metadata", "annotations", "clark.dev/x")),
        ('["a.b"][1][2]', ("a.b", 1, 2)),
        ('a["\\"]"]', ("a", '"]')),
        ("a-b.c-d", ("a-b", "c-d")),
    ],
)
def test_paths_are_read(text, path):
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text",
    ["", ".", "a.", ".a", "a..b", "a[", "a[]", "a[-1]", "a[x]", 'a["b]', "a b", "a]", "a[0]b"],
)
def test_what_is_not_a_path_is_refused(text):
    with pytest.raises(Refused, match="not a path"):
        parse_path(text)


@pytest.mark.parametrize("text", ["a", "a.b", "a[0]", "a[0]x"])
def test_a_change_says_what_to_do(text):
    with pytest.raises(Refused, match="neither PATH=VALUE nor PATH-"):
        parse_assignment(text)


@pytest.mark.parametrize(
    ("raw", "existing", "schema", "value", "why"),
    [
        ("14", "13", "integer", "14", "the existing type comes first"),
        ("true", "x", None, "true", "text stays text"),
        ("200", 100, "string", 200, "a number stays a number"),
        ("1.5", 1, None, 1.5, "of either sort"),
        ("false", True, None, False, "a switch stays a switch"),
        ("null", 1, None, None, "null says what it is"),
        ('{"a": 1}', 1, None, {"a": 1}, "so does a mapping"),
        ("14", None, "string", "14", "then the schema"),
        ("14", None, "integer", 14, "then the schema"),
        ('["a"]', None, "array", ["a"], "then the schema"),
        ("14", None, None, 14, "then JSON"),
        ('"14"', None, None, "14", "then JSON"),
        ("010", None, None, "010", "then text"),
        ("NaN", None, None, "NaN", "which is not JSON"),
    ],
)
def test_a_new_value_has_the_type_that_is_meant(raw, existing, schema, value, why):
    assert repr(infer(raw, existing, schema)) == repr(value), why


@pytest.mark.parametrize(
    ("raw", "existing", "schema"),
    [("abc", 1, None), ("yes", True, None), ("1", True, None), ("true", 1, None),
     ("1.5", None, "integer"), ("abc", None, "array"), ("[]", None, "object")],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(raw, existing, schema):
    with pytest.raises(Refused, match="is not"):
        infer(raw, existing, schema)


def test_equal_texts_have_no_difference():
    assert diff("a\n", "a\n", "f") == ""
    assert diff_rows("a\n", "a\n") == ()


def test_a_difference_names_new_and_deleted_files_and_missing_line_ends():
    assert diff(None, "a", "/x/f") == (
        "--- /dev/null\n+++ b/x/f\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"
    )
    assert diff("a\r\n", None, "f") == "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\r\n"


def test_rows_carry_the_line_numbers_of_both_sides():
    assert diff_rows("a\nb\nc\n", "a\nX\nc\n", context=1) == (
        DiffRow(" ", 1, 1, "a"),
        DiffRow("-", 2, None, "b"),
        DiffRow("+", None, 2, "X"),
        DiffRow(" ", 3, 3, "c"),
    )

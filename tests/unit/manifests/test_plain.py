"""A plain text is read by one reader: whatever that gives, both readers would have given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clark.manifests import Unreadable
from clark.manifests.plain import _TEXT, read_plainly
from clark.manifests.reading import read_thoroughly

VALUES = (
    *(
        "foo",
        "foo bar",
        "a:b",
        "s3:*",
        "arn:aws:s3:::x/*",
        "1",
        "-1",
        "-0",
        "007",
        "1e5",
        "1234e56",
    ),
    *(
        "10a22",
        "1m0s",
        "0b1",
        "0o7",
        "0xa",
        "12:30",
        "1_0",
        "9y",
        '"x y"',
        "'q'",
        '"a\\"b"',
        '"\\n"',
    ),
    *("{}", "[]", "no", "On", "y", "N", "true", "Null", "~", "-", "=", "/", "a,b", "x#y", '"a: b"'),
    *("foo: bar", "a:", "(x)", "foo - bar", "- a", "--- ", "...", "foo ", "a  b", "a --- b", "*a"),
)
KEYS = ("a", "b", "key", "on", "n", "true", "x.y/z", "a-b", "c_", "Null", "e1", "y-", "<<", '"q"')
ALONE = ("---", "", " ", "# c", "  # c", "---  # x", "...", "--- a", "-", "- ", "  -", "a", "  a b")


@st.composite
def lines(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 12)) == 0:
        return draw(st.sampled_from(ALONE))
    written = " " * draw(st.sampled_from((0, 0, 0, 1, 2, 2, 3, 4, 6)))
    written += draw(st.sampled_from(("", "", "- ")))
    if draw(st.booleans()):
        written += f"{draw(st.sampled_from(KEYS))}:"
    if draw(st.booleans()):
        written += f"{'' if written.endswith(' ') else ' '}{draw(st.sampled_from(VALUES))}"
    return written + draw(st.sampled_from(("", "", "", " # c", "#")))


def same(text: str) -> None:
    found = read_plainly(text)
    if found is None:
        return
    try:
        thorough = read_thoroughly(text)
    except Unreadable as error:
        raise AssertionError(f"{text!r} is refused: {error}") from error
    assert repr(found) == repr(thorough)  # not ==, to which 1, 1.0 and True are equal
    assert [dict(each.lines) for each in found] == [dict(each.lines) for each in thorough]


@settings(max_examples=1500)
@given(st.lists(lines(), min_size=1, max_size=6))
def test_lines_that_are_nearly_plain_are_read_as_by_both_readers(written: list[str]) -> None:
    same("".join(f"{each}\n" for each in written))


@settings(max_examples=500)
@given(st.from_regex(_TEXT, fullmatch=True))
def test_whatever_is_of_that_form_is_read_as_by_both_readers(text: str) -> None:
    same(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a: no\n", "y: 1\n", "a: 010\n", "a: 1234e56\n", "a: &x 1\n", "a: !!str 1\n", "a: 1"),
        *("<<: {}\n", "a: |\n  b\n", "a: é\n", "a:\t1\n", "a: 1\r\n", "a: [1]\n", "a: 1\na: 2\n"),
        *("? a\n", "a: *b\n", '"a": 1\n', "%YAML 1.2\n---\na: 1\n", "a\n", "- a\n", 'a: "\\/"\n'),
    ],
)
def test_whatever_somebody_could_read_otherwise_is_left_to_both(text: str) -> None:
    assert read_plainly(text) is None


def test_the_lines_of_a_later_document_are_its_own() -> None:
    one, other = read_plainly("a: 1\n---\n# c\nb:\n- c: 2\n") or ()
    assert (one.line_of(("a",)), other.line_of(("b", 0, "c"))) == (1, 5)

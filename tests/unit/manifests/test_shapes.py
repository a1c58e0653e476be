"""A text of a known shape is not read back; it must be what was meant all the same."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clark.errors import Refused
from clark.manifests import read, same, write
from clark.manifests.shapes import MOST, Seen, shape

WORDS = st.sampled_from(["a", "orders", "db.t3.large", "a b", "x: y", "no", "1e3", "- a", "#", ""])
TEXTS = WORDS | st.text(max_size=8) | st.text(st.characters(codec="ascii"), max_size=12)
SCALARS = TEXTS | st.integers(-(2**63), 2**64 - 1) | st.booleans() | st.none()
VALUES = st.recursive(
    SCALARS, lambda parts: st.lists(parts, max_size=3) | st.dictionaries(WORDS, parts, max_size=3)
)


def filled(value: Any, draw: Any) -> Any:
    """A value of the same structure with other leaves."""
    if isinstance(value, dict):
        return {key: filled(part, draw) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, draw) for part in value]
    return draw(SCALARS)


@given(value=st.dictionaries(WORDS, VALUES, min_size=1, max_size=4), data=st.data())
@settings(max_examples=400)
def test_whatever_shape_is_known_the_text_reads_back(value: Any, data: Any) -> None:
    try:
        write([value])
        other = filled(value, data.draw)
        text = write([other])
    except Refused:
        return
    assert same([dict(document.value) for document in read(text)], [other])


def test_what_differs_in_words_and_numbers_has_one_shape() -> None:
    assert shape({"a": "x", "b": [1, "say: this"]}) == shape({"a": "z", "b": [2, 'or: "that"']})


def test_everything_else_is_another_shape() -> None:
    values: list[Any] = ["x", "x: y", 1, 1.0, True, False, None, [], {}, ["x"], {"x": "x"}, "é: ü"]
    assert len({shape(value) for value in values}) == len(values)
    assert shape(1.0) != shape(True)
    assert shape({"a": "b"}) != shape({"b": "b"})


def test_only_so_many_shapes_are_kept() -> None:
    seen = Seen()
    for number in range(MOST + 1):
        seen.add(number, "")
    assert 0 not in seen
    assert MOST in seen
    seen.add("long", "x" * 30_000)
    assert "long" not in seen

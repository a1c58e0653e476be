"""Which paths are refused, and how they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.manifests import odd_path, odd_paths, printable

ODD = [
    ("../x.yaml", "plain path"),
    ("a/../x.yaml", "plain path"),
    ("./x.yaml", "plain path"),
    ("/etc/passwd", "plain path"),
    ("a//x.yaml", "plain path"),
    ("a/", "plain path"),
    ("", "plain path"),
    ("a/.git/config", ".git"),
    ("a/.GIT/config", ".git"),
    ("a\nb.yaml", "control character"),
    ("a\u202egnp.yaml", "control character"),
    ("a\u00a0b.yaml", "control character"),
    ("a\u200bb.yaml", "control character"),
    ("a\ud800b.yaml", "control character"),
    ("a\\b.yaml", "backslash"),
    ("a" * 256, "too long"),
    ("ä" * 128, "too long"),
    ("/".join(["a" * 200] * 6), "too long"),
]


@pytest.mark.parametrize(("path", "why"), ODD, ids=[repr(path)[:30] for path, _ in ODD])
def test_an_odd_path_is_refused_with_the_reason(path: str, why: str) -> None:
    assert why in odd_path(path)
    assert why in odd_paths([path, "README.md"])[path]


@pytest.mark.parametrize(
    "path", ["README.md", "regions/us-east-1/.keep", "ä ö/ü.yaml", "a" * 255, ".github/CODEOWNERS"]
)
def test_a_plain_path_is_not(path: str) -> None:
    assert odd_path(path) == ""
    assert odd_paths([path]) == {}


@pytest.mark.parametrize(
    ("paths", "refused"),
    [
        (["a/Docs.yaml", "a/docs.yaml", "b/docs.yaml"], {"a/Docs.yaml", "a/docs.yaml"}),
        (["A/x.yaml", "a/y.yaml", "b.yaml"], {"A/x.yaml", "a/y.yaml"}),
        (["a/\u00fc.yaml", "a/u\u0308.yaml"], {"a/\u00fc.yaml", "a/u\u0308.yaml"}),
        (["straße", "STRASSE"], {"straße", "STRASSE"}),
        (["a/x.yaml", "a/y.yaml"], set()),
    ],
)
def test_of_paths_that_differ_in_case_only_none_is_read(
    paths: list[str], refused: set[str]
) -> None:
    assert set(odd_paths(paths)) == refused


@given(st.text(min_size=1, max_size=1500))
def test_whatever_a_path_holds_it_can_be_shown_and_kept(path: str) -> None:
    shown = printable(path)
    assert shown.isprintable()
    assert len(shown.encode()) <= 1100
    assert printable(shown) == shown


@given(st.lists(st.text(alphabet="aA/.ä\n", min_size=1, max_size=6), unique=True))
def test_no_two_plain_paths_share_a_place_on_a_disk_without_case(paths: list[str]) -> None:
    odd = odd_paths(paths)
    plain = [path.casefold() for path in paths if path not in odd]
    assert len(plain) == len(set(plain))

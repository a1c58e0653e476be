"""No name reaches git that git could take for anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.local.githost.names import branch_name, commit_id, repository_name
from clark.manifests import odd_path


def accepted(check, text):
    try:
        check(text)
    except Refused:
        return False
    return True


@given(st.text())
def test_whatever_is_accepted_is_no_option_and_climbs_nowhere(text):
    for check in (branch_name, repository_name, commit_id):
        if accepted(check, text):
            assert not text.startswith("-")
            assert ".." not in text
            assert text.isprintable()
            assert "\\" not in text
            assert ":" not in text


@given(st.text(alphabet="a./\\-\u202e\x00 G.gitGIT", min_size=1))
def test_a_path_that_is_not_odd_stays_inside_and_out_of_git(path):
    if not odd_path(path):
        assert not {"", ".", ".."} & set(path.split("/"))
        assert ".git" not in path.lower().split("/")
        assert "\x00" not in path


@pytest.mark.parametrize("text", ["clark/42", "main", "feature/a.b_c+d-1"])
def test_plain_branches_are_accepted(text):
    assert branch_name(text) == text


@pytest.mark.parametrize("text", ["regions/us-east-1/.keep", "ä ö/ü.yaml", "a.git.yaml"])
def test_plain_paths_are_followed(text):
    assert odd_path(text) == ""


def test_tokens_are_made_once_and_private(tmp_path):
    from clark.local.tokens import token

    first = token(tmp_path / "t")
    assert token(tmp_path / "t") == first
    assert len(first) >= 40
    assert (tmp_path / "t").stat().st_mode & 0o777 == 0o600

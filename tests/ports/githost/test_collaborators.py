"""What an organization shares with Clark, Clark opens; and nothing else, and not for ever."""

import httpx
import pytest
from githost_laboratory import git

from clark.errors import NotFound
from clark.local.githost import LocalGitHost
from clark.local.tokens import for_clark, narrowed
from clark.ports import Repository


@pytest.fixture
def clark(lab):
    client = LocalGitHost(lab.url, for_clark(lab.token, "techcorp"))
    yield client
    client.disconnect()


@pytest.fixture
def shared(lab, clark):
    """A repository that Clark made in the customer's organization."""
    name = f"{lab.repository}-shared"
    clark.found(Repository(name, "On Clark", ("clark",)))
    clark.begin(name, "main", {"README.md": "# Ours\n"}, "Begin")
    return name


def test_clark_opens_what_is_shared_with_it(clark, shared):
    assert clark.repository(shared).collaborators == ("clark",)
    head = clark.head(shared, "main")
    assert list(clark.tree(shared, head)) == ["README.md"]


def test_what_is_not_shared_is_closed_to_clark_but_for_whose_it_is(lab, clark, tmp_path):
    with pytest.raises(NotFound):
        clark.head(lab.repository, "main")
    taken = clark.found(Repository(lab.repository, "On Clark", ("clark",)))
    assert (taken.about, taken.collaborators) == ("", ())
    assert clark.repository(lab.repository) == taken
    url = lab.clone_url(for_clark(lab.token, "techcorp"))
    assert git("clone", url, "no", at=tmp_path, check=False).returncode


def test_another_organization_is_closed_to_clarks_token_of_this_one(lab, shared):
    token = for_clark(lab.token, "northwind")
    assert lab.get(f"/api/repositories/{shared}", token).status_code == httpx.codes.UNAUTHORIZED


def test_once_clark_removed_itself_its_token_opens_nothing_and_the_organizations_still_does(
    lab, clark, shared, tmp_path
):
    clark.remove(shared, "clark")
    clark.remove(shared, "clark")
    with pytest.raises(NotFound):
        clark.head(shared, "main")
    with pytest.raises(NotFound):
        clark.begin(shared, "mine", {"a": "b"}, "Come back")
    assert clark.found(Repository(shared, "On Clark", ("clark",))).collaborators == ()
    lab.repository = shared
    closed = lab.clone_url(for_clark(lab.token, "techcorp"))
    assert git("clone", closed, "no", at=tmp_path, check=False).returncode
    own = lab.clone_url(narrowed(lab.token, "techcorp"))  # what the clusters show
    git("clone", "--quiet", own, "yes", at=tmp_path)
    assert (tmp_path / "yes" / "README.md").exists()


def test_removing_somebody_else_leaves_clark_in(clark, shared):
    clark.remove(shared, "nobody")
    assert clark.repository(shared).collaborators == ("clark",)


def test_who_was_removed_stays_out_when_the_host_starts_again(lab, clark, shared):
    clark.remove(shared, "clark")
    lab.crash()
    lab.begin()
    with pytest.raises(NotFound):
        clark.head(shared, "main")

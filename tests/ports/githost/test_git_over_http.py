"""What a developer does with git itself."""

import gzip
import os

import httpx
import pytest
from githost_laboratory import git

from clark.errors import Refused


def test_a_clone_has_the_files_and_a_push_moves_the_branch(host, clone, repository):
    assert (clone / "README.md").read_text() == "# TechCorp\n"
    (clone / "README.md").write_text("# Ours\n")
    git("commit", "--quiet", "-am", "Own it", at=clone)
    git("push", "--quiet", at=clone)
    assert host.head(repository, "main") == git("rev-parse", "HEAD", at=clone).stdout.strip()


def test_a_wrong_token_neither_clones_nor_pushes(lab, clone, tmp_path, repository):
    url = lab.clone_url("wrong")
    assert git("clone", url, "no", at=tmp_path, check=False).returncode
    assert git("push", url, "main:stolen", at=clone, check=False).returncode
    path = f"/{repository}.git/info/refs?service=git-upload-pack"
    assert lab.get(path, "wrong").status_code == httpx.codes.UNAUTHORIZED


def test_a_large_push_arrives(host, clone, repository):
    (clone / "noise").write_bytes(os.urandom(6 * 1024 * 1024))
    git("add", ".", at=clone)
    git("commit", "--quiet", "-m", "noise", at=clone)
    git("push", "--quiet", at=clone)
    assert host.head(repository, "main") == git("rev-parse", "HEAD", at=clone).stdout.strip()


def test_the_owner_may_force_push_and_the_host_copes(host, change, clone, repository):
    pull = host.propose(change())
    git("commit", "--quiet", "--amend", "-m", "Rewritten", at=clone)
    git("push", "--quiet", "--force", at=clone)
    assert host.head(repository, "main") == git("rev-parse", "HEAD", at=clone).stdout.strip()
    with pytest.raises(Refused):  # histories have nothing in common any more
        host.merge(repository, pull.number, head=pull.head, base=host.head(repository, "main"))


def test_deleting_the_branch_closes_its_pull_request(host, change, clone, repository):
    pull = host.propose(change())
    git("push", "--quiet", "origin", "--delete", "clark/42", at=clone)
    assert host.pull_request(repository, pull.number).state == "closed"
    assert host.authors(repository, pull.number) == {"ana@techcorp.example"}


def test_a_branch_that_somebody_merged_by_hand_is_merged(host, change, clone, repository):
    pull = host.propose(change())
    git("pull", "--quiet", "--no-rebase", "origin", "clark/42", at=clone)
    git("push", "--quiet", "origin", "main", at=clone)
    found = host.pull_request(repository, pull.number)
    assert (found.state, found.merge_commit) == ("merged", host.head(repository, "main"))
    assert host.changed(repository, pull.number)


def test_everyone_who_wrote_a_commit_is_an_author(host, change, clone, repository):
    pull = host.propose(change(author_email="requester@techcorp.example"))
    git("fetch", "--quiet", "origin", at=clone)
    git("checkout", "--quiet", "-b", "w", "origin/clark/42", at=clone)
    git(
        "commit",
        "--quiet",
        "--allow-empty",
        "--author=Bo <bo@techcorp.example>",
        "-m",
        "x",
        at=clone,
    )
    git("push", "--quiet", "origin", "w:clark/42", at=clone)
    assert host.authors(repository, pull.number) == {
        "requester@techcorp.example",
        "bo@techcorp.example",
        "ana@techcorp.example",
    }


def test_links_have_no_blob_in_the_tree_and_are_not_hidden_in_a_pull_request(
    host, change, clone, repository
):
    host.propose(change())
    git("fetch", "--quiet", "origin", at=clone)
    git("checkout", "--quiet", "-b", "w", "origin/clark/42", at=clone)
    (clone / "link.yaml").symlink_to("/etc/passwd")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module", at=clone)
    git("add", "link.yaml", at=clone)
    git("commit", "--quiet", "-m", "links", at=clone)
    git("push", "--quiet", "origin", "w:clark/42", at=clone)
    head = host.pull_request(repository, 1).head
    tree = host.tree(repository, head)
    assert (tree["link.yaml"], tree["module"]) == ("", "")
    with pytest.raises(Refused) as refusal:
        host.changed(repository, 1)
    assert {p.field for p in refusal.value.problems} == {"'link.yaml'", "'module'"}


def test_pull_request_references_cannot_be_pushed(host, change, clone):
    pull = host.propose(change())
    done = git("push", "origin", "main:refs/pull/1/head", at=clone, check=False)
    assert done.returncode
    git("fetch", "--quiet", "origin", "refs/pull/1/head", at=clone)
    assert git("rev-parse", "FETCH_HEAD", at=clone).stdout.strip() == pull.head


def test_a_body_that_unpacks_to_nonsense_is_refused(lab, repository):
    answer = httpx.post(
        f"{lab.url}/{repository}.git/git-upload-pack",
        content=b"\x1f\x8b" + gzip.compress(b"0000"),
        headers={"Content-Encoding": "gzip"},
        auth=("ana", lab.token),
        trust_env=False,
    )
    assert answer.status_code == httpx.codes.BAD_REQUEST


@pytest.mark.parametrize(
    "path",
    [
        "/{repository}.git/info/refs?service=git-upload-archive",
        "/{repository}.git/info/refs",
        "/{repository}.git/config",
        "/{repository}.git/objects/info/packs",
        "/..%2f..%2fetc/passwd.git/info/refs?service=git-upload-pack",
        "/techcorp/--upload-pack=x.git/info/refs?service=git-upload-pack",
    ],
)
def test_nothing_else_is_served(lab, path, repository):
    assert lab.get(path.format(repository=repository)).status_code in {400, 404}


def test_people_can_read_a_pull_request_in_a_browser(lab, host, change, repository):
    pull = host.propose(change(title="Add <script>alert(1)</script>"))
    for path in ("/", f"/{repository}", pull.url.removeprefix(lab.url)):
        page = lab.get(path).text
        assert "<script>" not in page
    assert "+kind: RDSInstance" in page


def test_the_tree_hides_no_path_however_odd_it_is(host, clone, repository):
    """Clark refuses such paths by name; what the host kept from it, it could not."""
    blob = git("hash-object", "-w", "README.md", at=clone).stdout.strip()
    odd = ["a\\b.yaml", "a\u202eb.yaml", "Readme.md", "README.MD", "a" * 300]
    for path in odd:
        git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", at=clone)
    git("update-index", "--add", "--cacheinfo", f"120000,{blob},link", at=clone)
    git("commit", "--quiet", "-m", "Odd", at=clone)
    git("push", "--quiet", at=clone)
    tree = host.tree(repository, host.head(repository, "main"))
    assert {tree[path] for path in odd} == {blob}
    assert tree["link"] == ""

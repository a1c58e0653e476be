"""Opening pull requests: deterministic, and safe to repeat."""

from dataclasses import replace

import pytest
from githost_laboratory import FIRST_FILES, git

from clark.errors import NotFound, Refused, TryLater
from clark.ports.githost import Check


def test_proposing_twice_gives_one_pull_request(host, change):
    first = host.propose(change())
    assert host.propose(change()) == first
    assert (first.number, first.state, first.branch, first.base) == (1, "open", "clark/42", "main")


def test_the_same_change_makes_the_same_commit_whoever_builds_it_and_whenever(
    lab, host, change, clone
):
    wanted = change()
    made = host.propose(wanted).head
    git("push", "--quiet", "origin", "--delete", "clark/42", at=clone)
    again = replace(wanted, branch="clark/other")
    assert host.propose(again).head == made


def test_a_change_carries_its_author_and_time(host, change, clone):
    head = host.propose(change()).head
    git("fetch", "--quiet", "origin", "clark/42", at=clone)
    said = git("log", "-1", "--format=%an|%ae|%aI|%ce|%s|%b", head, at=clone).stdout.strip()
    assert said == (
        "Ana Ng|ana@techcorp.example|2026-03-04T05:06:07+00:00|ana@techcorp.example"
        "|Add orders-db|Asked for by Ana."
    )


def test_a_branch_left_by_a_crash_gets_its_pull_request(lab, host, change):
    head = host.propose(change()).head
    lab.crash()
    (lab.bare / "clark" / "pulls" / "1.json").unlink()
    lab.begin()
    assert host.propose(change()).head == head


def test_a_branch_with_other_commits_is_not_taken_over(host, change, clone):
    git("push", "--quiet", "origin", "main:refs/heads/clark/42", at=clone)
    with pytest.raises(Refused, match="exists with other commits"):
        host.propose(change())


def test_files_are_added_replaced_and_deleted_in_one_commit(host, change, repository):
    pull = host.propose(change(files={"a/new.yaml": "x: 1\n", "README.md": "", "old.yaml": None}))
    tree = host.tree(repository, pull.head)
    assert sorted(tree) == ["README.md", "a/new.yaml", "regions/us-east-1/.keep"]
    assert set(host.blobs(repository, tree.values()).values()) == {b"", b"x: 1\n"}
    assert host.changed(repository, pull.number) == {
        "a/new.yaml": tree["a/new.yaml"],
        "README.md": tree["README.md"],
        "old.yaml": None,
    }


def test_text_survives_byte_for_byte(host, change, repository):
    text = "\ufeffkey: 'ä\u2028'\r\nno newline at the end"
    pull = host.propose(change(files={'odd "name" ü.yaml': text}))
    blob = host.tree(repository, pull.head)['odd "name" ü.yaml']
    assert host.blobs(repository, [blob])[blob] == text.encode()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../outside.yaml", "climbs out of the repository"),
        ("/etc/passwd", "is absolute"),
        ("a//b.yaml", "has an empty part"),
        ("a/./b.yaml", "has a part that stands still"),
        (".git/config", "would be git's own"),
        ("a/.GIT/hooks/x", "would be git's own where letters' case does not count"),
        ("a\nM 100644 inline b", "would be a second command"),
        ("a\x00b", "holds a NUL"),
        ("\u202eevil.yaml", "reads backwards"),
        ("x" * 300, "does not fit a file system"),
        ("", "is no path"),
    ],
)
def test_paths_that_mean_more_than_they_say_are_refused(host, change, path, why):
    with pytest.raises(Refused) as refusal:
        host.propose(change(files={path: "a: 1\n", "fine.yaml": "a: 1\n"}))
    assert len(refusal.value.problems) == 1, why


@pytest.mark.parametrize(
    "branch", ["-x", "--upload-pack=x", "a..b", "a b", "a/", "x.lock", "", "@{u}"]
)
def test_branches_that_git_could_take_for_something_else_are_refused(
    host, change, branch, repository
):
    with pytest.raises(Refused):
        host.propose(change(branch=branch))
    with pytest.raises(Refused):
        host.head(repository, branch)


@pytest.mark.parametrize("commit", ["HEAD", "--all", "main", "0" * 40, "abc"])
def test_only_commits_are_commits(host, change, commit, repository):
    with pytest.raises(Refused):
        host.tree(repository, commit)
    with pytest.raises(Refused):
        host.propose(change(base_commit=commit))


@pytest.mark.parametrize("name", ["techcorp/none", "../x", "techcorp/..", "a", "-a/b", "a/b/c"])
def test_repositories_that_are_not_there_look_alike(host, name):
    with pytest.raises(NotFound):
        host.head(name, "main")


def test_a_wrong_token_opens_nothing(lab, repository):
    stranger = type(lab.client())(lab.url, "wrong")
    with pytest.raises(Refused):
        stranger.head(repository, "main")


def test_a_host_that_is_down_is_asked_again_later(lab, host, repository):
    lab.end()
    with pytest.raises(TryLater):
        host.head(repository, "main")


def test_checks_and_comments_said_again_replace_what_was_said(lab, host, change, repository):
    pull = host.propose(change())
    bad, good = Check("policy", "failure", "no"), Check("policy", "success", "yes")
    other = Check("impact", "neutral", "restarts")
    for checks in ([bad, other], [good], [good]):
        host.report(repository, pull.head, checks)
    assert sorted(host.checks(repository, pull.head), key=lambda c: c.name) == [other, good]
    for body in ("first", "second", "second"):
        host.comment(repository, pull.number, "review", body)


def test_closing_twice_is_fine_and_proposing_again_does_not_reopen(host, change, repository):
    pull = host.propose(change())
    host.close(repository, pull.number)
    host.close(repository, pull.number)
    assert host.propose(change()).state == "closed"


def test_pull_requests_and_checks_survive_a_crash(lab, host, change, repository):
    pull = host.propose(change())
    host.report(repository, pull.head, [Check("policy", "success", "yes")])
    lab.crash()
    lab.begin()
    assert host.pull_request(repository, pull.number) == pull
    assert host.checks(repository, pull.head) == (Check("policy", "success", "yes"),)


def test_creating_a_repository_again_changes_nothing(lab, host, repository):
    before = host.head(repository, "main")
    lab.create({"another": "file"})
    assert host.head(repository, "main") == before
    assert sorted(host.tree(repository, before)) == sorted(FIRST_FILES)

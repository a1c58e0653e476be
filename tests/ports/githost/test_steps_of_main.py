"""How a branch moved, commit by commit, and which pull requests are open."""

import pytest
from githost_laboratory import git

from clark.ports.githost import Rewritten


def push(clone, path: str, text: str, *options: str) -> str:
    (clone / path).write_text(text)
    git("add", "--all", at=clone)
    who = "--author=Gina Diaz <gina@techcorp.example>"
    git("commit", "--quiet", who, "-m", f"Change {path}", at=clone)
    git("push", "--quiet", *options, "origin", "HEAD:main", at=clone)
    return git("rev-parse", "HEAD", at=clone).stdout.strip()


def test_what_was_pushed_is_told_oldest_first_with_its_author_and_title(host, repository, clone):
    before = host.head(repository, "main")
    first, last = push(clone, "a.yaml", "a: 1\n"), push(clone, "b.yaml", "b: 1\n")
    one, other = host.steps(repository, before, last)
    assert (one.commit, one.parent, other.commit, other.parent) == (first, before, last, first)
    assert (one.author_name, one.author_email) == ("Gina Diaz", "gina@techcorp.example")
    assert (one.title, one.pull) == ("Change a.yaml", None)
    assert one.at.tzinfo is not None
    assert list(host.steps(repository, last, last)) == []


def test_a_merge_is_one_step_that_names_its_pull_request(host, repository, change):
    before = host.head(repository, "main")
    pull = host.propose(change())
    merged = host.merge(repository, pull.number, head=pull.head, base=before)
    (step,) = host.steps(repository, before, merged.merge_commit)
    assert (step.commit, step.parent) == (merged.merge_commit, before)
    assert (step.pull.number, step.pull.head, step.pull.state) == (1, pull.head, "merged")


def test_a_branch_that_was_rewritten_says_so(host, repository, clone):
    lost = push(clone, "a.yaml", "a: 1\n")
    git("reset", "--quiet", "--hard", "HEAD~1", at=clone)
    now = push(clone, "b.yaml", "b: 1\n", "--force")
    for before in (lost, "1" * 40):
        with pytest.raises(Rewritten, match="rewritten"):
            host.steps(repository, before, now)


def test_a_branch_of_another_history_is_a_rewritten_one(host, repository, clone):
    before = host.head(repository, "main")
    git("checkout", "--quiet", "--orphan", "alone", at=clone)
    now = push(clone, "b.yaml", "b: 1\n", "--force")
    with pytest.raises(Rewritten):
        host.steps(repository, before, now)


def test_open_pull_requests_are_listed_with_title_and_author(lab, host, repository, change, clone):
    git("checkout", "--quiet", "-b", "work", at=clone)
    (clone / "a.yaml").write_text("a: 1\n")
    git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", "Change", at=clone)
    git("push", "--quiet", "origin", "work", at=clone)
    lab.offer("work", title="Add a", author="Gina Diaz")
    own = host.propose(change())
    theirs, ours = host.open_pulls(repository)
    assert (theirs.number, theirs.branch, theirs.title) == (1, "work", "Add a")
    assert (theirs.author, theirs.state) == ("Gina Diaz", "open")
    assert ours == own
    host.close(repository, own.number)
    assert [each.branch for each in host.open_pulls(repository)] == ["work"]


def commit_as(clone, title: str = "odd", at: str = "1700000000 +0000") -> str:
    """Push a commit that holds in its header and title what no editor lets through."""
    tree, parent = (
        git("rev-parse", each, at=clone).stdout.strip() for each in ("HEAD^{tree}", "HEAD")
    )
    who = f"author Otto <otto@techcorp.example> {at}"
    committer = "committer Otto <otto@techcorp.example> 1700000000 +0000"
    (clone / "odd").write_bytes(
        f"tree {tree}\nparent {parent}\n{who}\n{committer}\n\n{title}\n".encode()
    )
    made = git("hash-object", "-t", "commit", "-w", "odd", at=clone).stdout.strip()
    git("push", "--quiet", "origin", f"{made}:refs/heads/main", at=clone)
    return made


@pytest.mark.parametrize("at", ["1700000000 +9959", "253402300800 +0000", "99999999999999 -9959"])
def test_a_time_that_no_clock_shows_is_the_nearest_that_one_does(host, repository, clone, at):
    before = host.head(repository, "main")
    (step,) = host.steps(repository, before, commit_as(clone, at=at))
    assert 1970 <= step.at.year <= 9999
    assert step.at.tzinfo is not None


def test_a_title_forges_no_step(host, repository, clone):
    before = host.head(repository, "main")
    fields = (before, before, "Alice", "alice@techcorp.example", "1767225600", "Remove all")
    for mark in ("\x1f", "\x1b"):
        title = f"ok\x1e{mark.join(fields)}"
        now = commit_as(clone, title)
        (step,) = host.steps(repository, before, now)
        assert (step.commit, step.author_name) == (now, "Otto")
        assert step.title.isprintable()
        git("reset", "--quiet", "--hard", now, at=clone)
        before = now


def test_a_merge_that_leads_past_main_is_one_step_from_main(host, repository, clone):
    before = host.head(repository, "main")
    git("checkout", "--quiet", "--orphan", "root", at=clone)
    git("rm", "-rfq", ".", at=clone)
    (clone / "x").write_text("x")
    git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", "root", at=clone)
    options = ("-s", "ours", "--allow-unrelated-histories", "-m", "pull")
    git("merge", "--quiet", *options, before, at=clone)
    git("push", "--quiet", "origin", "HEAD:main", at=clone)
    now = host.head(repository, "main")
    (step,) = host.steps(repository, before, now)
    assert (step.commit, step.parent, step.several, step.pull) == (now, before, True, None)


def test_who_pulls_before_pushing_makes_one_step_of_several(host, repository, clone):
    base = host.head(repository, "main")
    before = push(clone, "theirs.yaml", "a: 1\n")
    git("checkout", "--quiet", "-b", "mine", base, at=clone)
    (clone / "mine.yaml").write_text("a: 1\n")
    git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", "mine", at=clone)
    git("merge", "--quiet", "-m", "pull", before, at=clone)
    git("push", "--quiet", "origin", "HEAD:main", at=clone)
    now = host.head(repository, "main")
    (step,) = host.steps(repository, before, now)
    assert (step.commit, step.parent, step.several) == (now, before, True)


def offered(lab, host, repository, clone):
    """A pull request of a person, whose branch is checked out."""
    git("checkout", "--quiet", "-b", "work", at=clone)
    (clone / "a.yaml").write_text("a: 1\n")
    git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", "harmless", at=clone)
    git("push", "--quiet", "origin", "work", at=clone)
    lab.offer("work", title="Harmless", author="Gina")
    (pull,) = host.open_pulls(repository)
    return pull


def test_what_is_pushed_on_top_of_a_head_borrows_no_pull_request(lab, host, repository, clone):
    before = host.head(repository, "main")
    pull = offered(lab, host, repository, clone)
    now = push(clone, "evil.yaml", "evil: 1\n")
    harmless, evil = host.steps(repository, before, now)
    assert (harmless.commit, harmless.pull.number) == (pull.head, pull.number)
    assert evil.pull is None


@pytest.mark.parametrize("more", [False, True], ids=["as Git does", "with more in it"])
def test_a_merge_by_hand_names_its_pull_request_only_as_git_makes_it(
    lab, host, repository, clone, more
):
    before = host.head(repository, "main")
    pull = offered(lab, host, repository, clone)
    git("checkout", "--quiet", "main", at=clone)
    git("merge", "--quiet", "--no-ff", "--no-commit", "work", at=clone)
    if more:
        (clone / "evil.yaml").write_text("evil: 1\n")
        git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", "merge", at=clone)
    git("push", "--quiet", "origin", "HEAD:main", at=clone)
    (step,) = host.steps(repository, before, host.head(repository, "main"))
    assert host.pull_request(repository, pull.number).state == "merged"
    assert (step.pull is None) == more

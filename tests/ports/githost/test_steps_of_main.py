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

"""Branches, what they would change, and the commits that a folder went through."""

import pytest
from githost_laboratory import git

from clark.errors import NotFound, Refused


def push(clone, branch: str, path: str, text: str) -> str:
    (clone / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / path).write_text(text)
    git("add", "--all", at=clone)
    git("commit", "--quiet", "-m", f"Change {path}", at=clone)
    git("push", "--quiet", "origin", f"HEAD:{branch}", at=clone)
    return git("rev-parse", "HEAD", at=clone).stdout.strip()


def test_every_branch_is_named_with_its_commit(host, repository, clone):
    main = host.head(repository, "main")
    git("checkout", "--quiet", "-b", "feature/sizes", at=clone)
    made = push(clone, "feature/sizes", "offerings/a/definition.yaml", "a: 1\n")
    assert host.heads(repository) == {"main": main, "feature/sizes": made}


def test_a_folder_has_its_commits_newest_first_and_no_others(host, repository, clone):
    first = push(clone, "main", "offerings/a/definition.yaml", "a: 1\n")
    push(clone, "main", "offerings/ab/definition.yaml", "a: 1\n")
    push(clone, "main", "README.md", "elsewhere")
    last = push(clone, "main", "offerings/a/definition.yaml", "a: 2\n")
    assert host.history(repository, last, "offerings/a/") == [last, first]
    assert host.history(repository, last, "offerings/none/") == []


def test_a_merge_is_one_step_and_what_it_brought_together_is_not_told_apart(
    host, repository, clone
):
    """What a branch held on its way was never on main."""
    git("checkout", "--quiet", "-b", "work", at=clone)
    push(clone, "work", "offerings/a/definition.yaml", "a: 1\n")
    push(clone, "work", "offerings/a/definition.yaml", "a: 2\n")
    git("checkout", "--quiet", "main", at=clone)
    git("merge", "--quiet", "--no-ff", "-m", "Merge", "work", at=clone)
    git("push", "--quiet", "origin", "main", at=clone)
    merge = host.head(repository, "main")
    assert host.history(repository, merge, "offerings/a/") == [merge]


def test_a_branch_is_compared_from_where_it_left_main(host, repository, clone):
    git("checkout", "--quiet", "-b", "work", at=clone)
    head = push(clone, "work", "new.yaml", "a: 1\n")
    git("checkout", "--quiet", "main", at=clone)
    base = push(clone, "main", "later.yaml", "b: 1\n")
    changed = host.compared(repository, base, head)
    assert list(changed) == ["new.yaml"]
    assert host.blobs(repository, changed.values())[changed["new.yaml"]] == b"a: 1\n"


def test_histories_without_a_commit_in_common_are_not_compared(host, repository, clone):
    git("checkout", "--quiet", "--orphan", "alone", at=clone)
    head = push(clone, "alone", "new.yaml", "a: 1\n")
    with pytest.raises(Refused, match="in common"):
        host.compared(repository, host.head(repository, "main"), head)


@pytest.mark.parametrize("folder", ["../offerings/", "/etc/", "a//b/"])
def test_a_folder_that_leads_elsewhere_is_refused(host, repository, folder):
    with pytest.raises(Refused, match="Which folder"):
        host.history(repository, host.head(repository, "main"), folder)


def test_a_commit_that_is_not_there_is_not_found(host, repository):
    with pytest.raises(NotFound):
        host.history(repository, "0" * 40, "offerings/")

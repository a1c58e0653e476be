"""Merging by compare-and-swap, and finding out after a crash."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from githost_laboratory import git

from clark.errors import Refused, TryLater
from clark.ports.githost import Moved


@pytest.fixture
def main(host, repository):
    return lambda: host.head(repository, "main")


def test_merging_brings_the_change_to_the_base(host, change, main, clone, repository):
    base = main()
    pull = host.propose(change())
    note = f"Clark-Audit: 7 {'0c' * 32}"
    merged = host.merge(repository, pull.number, head=pull.head, base=base, note=note)
    assert (merged.state, merged.merge_commit) == ("merged", main())
    git("pull", "--quiet", at=clone)
    assert git("log", "-1", "--format=%P", at=clone).stdout.split() == [base, pull.head]
    said = git("log", "-1", "--format=%(trailers)", at=clone).stdout
    assert said.split("\n")[:2] == ["Clark-Pull-Request: 1", note]
    assert host.changed(repository, pull.number).keys() == {"regions/us-east-1/orders-db.yaml"}


def test_merging_twice_gives_the_same_commit(host, change, main, repository):
    base = main()
    pull = host.propose(change())
    merged = host.merge(repository, pull.number, head=pull.head, base=base)
    assert host.merge(repository, pull.number, head=pull.head, base=base) == merged
    assert host.propose(change()) == merged


def test_a_head_that_moved_is_not_merged(host, change, main, clone, repository):
    base, pull = main(), host.propose(change())
    git("fetch", "--quiet", "origin", at=clone)
    git("checkout", "--quiet", "-b", "w", "origin/clark/42", at=clone)
    git("commit", "--quiet", "--allow-empty", "-m", "sneak", at=clone)
    git("push", "--quiet", "origin", "w:clark/42", at=clone)
    with pytest.raises(Moved):
        host.merge(repository, pull.number, head=pull.head, base=base)
    moved = host.pull_request(repository, pull.number)
    assert moved.head == git("rev-parse", "HEAD", at=clone).stdout.strip()
    assert main() == base


def test_a_base_that_moved_is_not_merged_until_the_caller_has_seen_it(
    host, change, main, clone, repository
):
    base, pull = main(), host.propose(change())
    git("commit", "--quiet", "--allow-empty", "-m", "hotfix", at=clone)
    git("push", "--quiet", "origin", "main", at=clone)
    with pytest.raises(Moved):
        host.merge(repository, pull.number, head=pull.head, base=base)
    merged = host.merge(repository, pull.number, head=pull.head, base=main())
    assert merged.merge_commit == main()


def test_both_sides_survive_when_they_touch_different_lines(host, change, main, repository):
    lines = "".join(f"line{n}: {n}\n" for n in range(20))
    first = host.propose(change(files={"one.yaml": lines}, branch="a"))
    host.merge(repository, first.number, head=first.head, base=main())
    up = host.propose(change(files={"one.yaml": lines.replace("line2: 2", "line2: 9")}, branch="b"))
    down = host.propose(change(files={"one.yaml": lines.replace("line17: 17", "x: 1")}, branch="c"))
    for pull in (up, down):
        host.merge(repository, pull.number, head=pull.head, base=main())
    blob = host.tree(repository, main())["one.yaml"]
    text = host.blobs(repository, [blob])[blob].decode()
    assert "line2: 9" in text
    assert "x: 1" in text


def test_a_conflict_is_refused_and_names_the_file(host, change, main, repository):
    one = host.propose(change(files={"README.md": "one\n"}, branch="a"))
    two = host.propose(change(files={"README.md": "two\n"}, branch="b"))
    host.merge(repository, one.number, head=one.head, base=main())
    with pytest.raises(Refused) as refusal:
        host.merge(repository, two.number, head=two.head, base=main())
    assert [problem.field for problem in refusal.value.problems] == ["README.md"]
    assert host.pull_request(repository, two.number).state == "open"


def test_a_closed_pull_request_is_not_merged(host, change, main, repository):
    base, pull = main(), host.propose(change())
    host.close(repository, pull.number)
    with pytest.raises(Refused):
        host.merge(repository, pull.number, head=pull.head, base=base)
    assert main() == base


def test_of_merges_at_the_same_time_one_wins(host, change, main, repository):
    base = main()
    pulls = [host.propose(change(branch=f"b{n}", files={f"{n}.yaml": "a: 1\n"})) for n in range(6)]

    def attempt(pull):
        try:
            return host.merge(repository, pull.number, head=pull.head, base=base).merge_commit
        except Moved:
            return None

    with ThreadPoolExecutor(6) as pool:
        commits = [commit for commit in pool.map(attempt, pulls) if commit]
    assert commits == [main()]


def test_the_same_merge_asked_for_at_the_same_time_happens_once(host, change, main, repository):
    base, pull = main(), host.propose(change())
    with ThreadPoolExecutor(6) as pool:
        merges = [
            pool.submit(host.merge, repository, pull.number, head=pull.head, base=base)
            for _ in range(6)
        ]
        assert {merge.result().merge_commit for merge in merges} == {main()}


@pytest.mark.parametrize(
    ("phase", "state"), [("prepared", "open"), ("committed", "merged")], ids=["before", "after"]
)
def test_a_crash_around_the_merge_leaves_it_done_or_not_done(
    lab, host, change, main, phase, state, repository
):
    base, pull = main(), host.propose(change())
    hook = lab.bare / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    # git calls it inside update-ref: the host dies right before or after the branch moves.
    hook.write_text(
        f"""#!/bin/sh
        [ "$1" = {phase} ] && grep -q refs/heads/main || exit 0
        kill -9 {lab.child.pid}
        [ "$1" = committed ]
        """
    )
    hook.chmod(0o700)
    with pytest.raises(TryLater):
        host.merge(repository, pull.number, head=pull.head, base=base)
    lab.crash()
    hook.unlink()
    lab.begin()
    assert host.pull_request(repository, pull.number).state == state
    assert (main() == base) == (state == "open")
    merged = host.merge(repository, pull.number, head=pull.head, base=base)
    assert (merged.state, merged.merge_commit) == ("merged", main())


def test_a_lock_file_left_by_a_machine_that_stopped_does_not_block_the_branch(
    lab, host, change, main, repository
):
    base, pull = main(), host.propose(change())
    lab.crash()
    (lab.bare / "refs/heads/main.lock").touch()
    lab.begin()
    assert host.merge(repository, pull.number, head=pull.head, base=base).state == "merged"

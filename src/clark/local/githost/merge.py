"""Merging by compare-and-swap, so that a crash at any point leaves merged or not merged.

The commit is built first, then written down as the intention, then it becomes the base branch by
one `update-ref` that fails if the branch has moved, then the outcome is written down. Whoever
finds an intention without an outcome (`pulls.current`) looks whether the base has that commit.
"""

from clark.errors import Problem, Refused
from clark.local.githost.comparison import merge_base
from clark.local.githost.git import GitFailed, attempt, git
from clark.local.githost.pulls import current, merged
from clark.local.githost.record import Record
from clark.local.githost.repository import Repository
from clark.ports.githost import Moved

TRAILER = "Clark-Pull-Request"


def merge(repository: Repository, number: int, *, head: str, base: str, note: str = "") -> Record:
    """Raises `Moved`, `Refused` when closed or in conflict."""
    with repository.lock:
        record = current(repository, number)
        if record.state == "merged" and record.head == head:
            return record
        if record.state != "open":
            raise Refused(f"Pull request {number} is {record.state}.")
        if (record.head, record.base_tip) != (head, base):
            raise Moved("The branch or its base has moved. Look again.")
        merging = _commit(repository, record, note)
        record = repository.records.change(record, merging=merging)
        try:
            reference = f"refs/heads/{record.base}"
            git(repository.path, "update-ref", "-m", f"merge {number}", reference, merging, base)
        except GitFailed as error:
            repository.records.change(record, merging=None)
            raise Moved("The base branch moved while merging. Look again.") from error
        return merged(repository, record, merging)


def _commit(repository: Repository, record: Record, note: str) -> str:
    message = (
        f"Merge pull request #{record.number} from {record.branch}\n\n{record.title}\n\n"
        f"{TRAILER}: {record.number}\n"
    )
    message += f"{note}\n" if note else ""
    who = ["-c", "user.name=Clark", "-c", "user.email=clark@localhost"]
    said = git(
        repository.path,
        *who,
        "commit-tree",
        _tree(repository, record),
        "-p",
        record.base_tip,
        "-p",
        record.head,
        "-F",
        "-",
        stdin=message.encode(),
    )
    return said.decode().strip()


def _tree(repository: Repository, record: Record) -> str:
    if record.fork == record.base_tip:
        return f"{record.head}^{{tree}}"
    if merge_base(repository.path, record.base_tip, record.head) is None:
        raise Refused(f"{record.base} was rewritten and shares no history with the branch.")
    options = ["--write-tree", "-z", "--name-only", "--no-messages"]
    done = attempt(repository.path, "merge-tree", *options, record.base_tip, record.head)
    tree, *files = done.stdout.decode(errors="replace").rstrip("\0").split("\0")
    if done.returncode == 1:
        problems = [Problem(file, "Both sides changed it.") for file in dict.fromkeys(files)]
        raise Refused("The branch conflicts with its base.", problems)
    if done.returncode:
        raise GitFailed(done.stderr.decode(errors="replace")[-500:])
    return tree

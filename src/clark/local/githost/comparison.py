"""What a pull request changes, and who wrote it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from clark.errors import Problem, Refused
from clark.local.githost.git import attempt, git
from clark.local.githost.names import is_branch_name
from clark.manifests import odd_path, printable
from clark.ports.githost import HISTORY

FILES = ("100644", "100755")
# Fields end with NUL, which Git lets nobody write into a commit: all else, people can.
FORM: Final = "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%s"
BEGAN: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Commit:
    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    at: str
    title: str


def tree(repository: Path, commit: str) -> dict[str, tuple[str, str]]:
    """Every entry of a commit: path -> (mode, id). What is not UTF-8 in a name is escaped."""
    found = {}
    for entry in git(repository, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        if head:
            mode, _, blob = head.decode().split()
            found[name.decode(errors="backslashreplace")] = (mode, blob)
    return found


def changed(repository: Path, before: str, after: str) -> dict[str, str | None]:
    """Path -> new blob id, or None where the file is deleted. Renames are not guessed.

    Raises `Refused` for links, submodules and paths that no reviewer can be shown honestly:
    to leave one out would hide it.
    """
    raw = git(repository, "diff-tree", "-r", "-z", "--no-renames", before, after)
    fields = raw.split(b"\0")
    found: dict[str, str | None] = {}
    problems = []
    for head, name in zip(fields[0::2], fields[1::2], strict=False):
        path = name.decode(errors="backslashreplace")
        _, mode, _, blob, status = head.decode().split()
        why = "" if name.decode(errors="replace") == path else "is not UTF-8"
        why = why or odd_path(path)
        if status != "D" and mode not in FILES:
            why = why or "is a link or a submodule"
        if why:
            problems.append(Problem(repr(path[:200]), f"The path {why}."))
        found[path] = None if status == "D" else blob
    if problems:
        raise Refused("This pull request holds what Clark does not follow.", problems)
    return found


def diff(repository: Path, before: str, after: str) -> str:
    """A unified diff for people."""
    options = ["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"]
    return git(repository, "diff", *options, before, after).decode(errors="replace")


def merge_base(repository: Path, one: str, other: str) -> str | None:
    """The best common ancestor, None when the histories are unrelated. `one`, `other`: ids."""
    done = attempt(repository, "merge-base", one, other)
    return done.stdout.decode().strip() or None


def is_ancestor(repository: Path, earlier: str, later: str) -> bool:
    return merge_base(repository, earlier, later) == earlier


def commits(
    repository: Path,
    wanted: str,
    limit: int,
    without: str | None = None,
    *,
    first_parents: bool = False,
) -> list[Commit]:
    """The newest `limit` commits of `wanted` that `without` does not have. Times are UTC."""
    not_these = [f"^{without}"] if without else []
    own = ["--first-parent"] if first_parents else []
    said = git(repository, "log", "-z", *own, FORM, f"--max-count={limit}", wanted, *not_these)
    fields = said.decode(errors="replace").split("\0")[:-1]
    return [_commit(each) for each in zip(*[iter(fields)] * 6, strict=True)]


def branches(repository: Path) -> dict[str, str]:
    """Branch -> commit, of those whose name `branch_name` takes."""
    said = git(
        repository, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads"
    )
    found = dict(line.split(" ", 1) for line in said.decode(errors="replace").splitlines())
    return {name: commit for name, commit in found.items() if is_branch_name(name)}


def history(repository: Path, commit: str, folder: str) -> list[str]:
    """As the port says. A merge is one step: what it brought to the branch."""
    options = ["--first-parent", "--format=%H", f"--max-count={HISTORY}"]
    said = git(repository, "log", *options, commit, "--", f":(top,literal){folder}")
    return said.decode().split()


def steps(repository: Path, before: str, after: str) -> tuple[list[Commit], bool]:
    """As the port says, without the pull requests; and whether it is one step that stands for
    several, because the branch's own commits lead past `before`, its ancestor."""
    if before == after:
        return [], False
    first = firsts(repository, before, after)[-1]
    if first[1:2] != (before,):
        (tip,) = commits(repository, after, 1)
        return [replace(tip, parents=(before,))], True
    found = commits(repository, after, HISTORY, without=before, first_parents=True)
    return found[::-1], False


def firsts(repository: Path, before: str, after: str) -> list[tuple[str, ...]]:
    """The commits a branch went through itself since `before`, newest first, each with its
    parents."""
    said = git(repository, "rev-list", "--first-parent", "--parents", after, f"^{before}")
    return [tuple(line.split()) for line in said.decode().splitlines()]


def merge_of(repository: Path, before: str, after: str, head: str) -> str | None:
    """The commit between the two that brought `head` to the branch and nothing besides: `head`
    itself, or the merge of it as Git makes it. None where what was pushed holds more than that."""
    for commit, *parents in firsts(repository, before, after):
        if commit == head:
            return commit
        if parents[1:] == [head] and _merges(repository, commit, parents[0], head):
            return commit
    return None


def authors(repository: Path, before: str, after: str) -> list[str]:
    """E-mail addresses of authors and committers of the commits in between.

    Committers too: who rewrites another's commit has written it.
    """
    said = git(repository, "log", "--format=%ae%n%ce", f"{before}..{after}")
    return sorted(set(said.decode(errors="replace").split("\n")) - {""})


def _commit(fields: tuple[str, ...]) -> Commit:
    commit, parents, author, email, at, title = fields
    who, mail, what = map(printable, (author, email, title))
    return Commit(commit, tuple(parents.split()), who, mail, _at(at), what)


def _merges(repository: Path, commit: str, onto: str, head: str) -> bool:
    done = attempt(repository, "merge-tree", "--write-tree", "--no-messages", onto, head)
    tree = git(repository, "rev-parse", f"{commit}^{{tree}}")
    return done.returncode == 0 and done.stdout.strip() == tree.strip()


def _at(seconds: str) -> str:
    """Git keeps any number that somebody writes; what is no time, or far from ours, is clamped."""
    said = int(seconds) if seconds.lstrip("-").isdecimal() else 0
    most = int((LAST - BEGAN).total_seconds())
    return (BEGAN + timedelta(seconds=min(max(said, 0), most))).isoformat()

"""What a pull request changes, and who wrote it."""

from dataclasses import dataclass
from pathlib import Path

from clark.errors import Problem, Refused
from clark.local.githost.git import attempt, git
from clark.local.githost.names import is_branch_name
from clark.manifests import odd_path
from clark.ports.githost import HISTORY

FILES = ("100644", "100755")


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
    """The newest `limit` commits of `wanted` that `without` does not have."""
    form = "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%s%x1e"
    not_these = [f"^{without}"] if without else []
    own = ["--first-parent"] if first_parents else []
    said = git(repository, "log", "-z", *own, form, f"--max-count={limit}", wanted, *not_these)
    found = []
    for entry in said.decode(errors="replace").replace("\0", "").split("\x1e")[:-1]:
        commit, parents, author, email, at, title = entry.split("\x1f", 5)
        found.append(Commit(commit, tuple(parents.split()), author, email, at, title))
    return found


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


def steps(repository: Path, before: str, after: str) -> list[Commit]:
    """As the port says, without the pull requests. `before` is an ancestor of `after`."""
    found = commits(repository, after, HISTORY, without=before, first_parents=True)
    return found[::-1]


def authors(repository: Path, before: str, after: str) -> list[str]:
    """E-mail addresses of authors and committers of the commits in between.

    Committers too: who rewrites another's commit has written it.
    """
    said = git(repository, "log", "--format=%ae%n%ce", f"{before}..{after}")
    return sorted(set(said.decode(errors="replace").split("\n")) - {""})

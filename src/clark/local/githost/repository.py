"""One bare repository, what is remembered beside it, and the lock that changes are made under."""

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from clark.errors import NotFound
from clark.local.githost import comparison
from clark.local.githost.git import git
from clark.local.githost.names import branch_name, commit_id
from clark.local.githost.objects import Objects
from clark.local.githost.proposal import Draft, commit
from clark.local.githost.record import Records, write_about

Entries = Mapping[str, tuple[str, str]]  # path -> (mode, id)
REMEMBERED_TREES = 16
ABANDONED = 1.0  # seconds; the age at which no running git holds a lock file left by a dead host


@dataclass(frozen=True)
class Beginning:
    """What a repository begins with: one commit with these files, or none; and whose it is."""

    branch: str = "main"
    files: Mapping[str, str] = field(default_factory=dict)
    message: str = "Begin"
    about: str = ""
    collaborators: Sequence[str] = ()


class Repository:
    """Thread-safe. `lock` serialises what changes references or records."""

    def __init__(self, path: Path, name: str) -> None:
        _unlock(path)
        self.path = path
        self.name = name
        self.lock = threading.RLock()
        self.objects = Objects(path)
        self.records = Records(path)
        self._trees: OrderedDict[str, Entries] = OrderedDict()

    def head(self, branch: str) -> str:
        """The commit of a branch. Raises `NotFound`."""
        found = self.objects.resolve(f"refs/heads/{branch_name(branch)}")
        if found is None:
            raise NotFound(f"{self.name} has no branch {branch}.")
        return found

    def begin(self, wanted: Beginning) -> str:
        """Make the first commit of a branch, unless it has one. Returns the branch's head."""
        branch = branch_name(wanted.branch)
        with self.lock:
            if self.objects.resolve(f"refs/heads/{branch}") is None:
                _first(self.path, wanted)
            return self.head(branch)

    def known_commit(self, text: str) -> str:
        """The id, if it is that of a commit here. Raises `NotFound`, `Refused`."""
        found = self.objects.resolve(f"{commit_id(text)}^{{commit}}")
        if found is None:
            raise NotFound(f"{self.name} has no commit {text}.")
        return found

    def entries(self, commit: str) -> Entries:
        """All entries of a commit, links and submodules too."""
        wanted = self.known_commit(commit)
        with self.lock:
            if wanted not in self._trees:
                self._trees[wanted] = comparison.tree(self.path, wanted)
            self._trees.move_to_end(wanted)
            while len(self._trees) > REMEMBERED_TREES:
                self._trees.popitem(last=False)
            return self._trees[wanted]

    def tree(self, commit: str) -> dict[str, str]:
        """Path -> blob id of every path. A link or submodule has none: its id is empty."""
        return {
            path: blob if mode in comparison.FILES else ""
            for path, (mode, blob) in self.entries(commit).items()
        }

    def blobs(self, ids: Collection[str]) -> dict[str, bytes]:
        """Contents by id. Raises `NotFound` if any is not a blob here."""
        found = {}
        for blob in ids:
            read = self.objects.read(commit_id(blob))
            if read is None or read.type != "blob":
                raise NotFound(f"{self.name} has no blob {blob}.")
            found[blob] = read.content
        return found


def create(path: Path, wanted: Beginning) -> None:
    """Make a bare repository. It appears whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}-{time.monotonic_ns()}")
    git(making, "init", "--quiet", "--bare", "--template=", f"--initial-branch={wanted.branch}")
    if wanted.files:
        _first(making, wanted)
    write_about(making, wanted.about, wanted.collaborators)
    making.chmod(0o700)
    making.rename(path)


def _first(path: Path, wanted: Beginning) -> None:
    draft = Draft(
        parent=None,
        files=wanted.files,
        modes={},
        message=wanted.message,
        author_name="Clark",
        author_email="clark@localhost",
        at=datetime.now(UTC),
    )
    # The empty value: git refuses where the branch has come to be meanwhile.
    git(path, "update-ref", f"refs/heads/{wanted.branch}", commit(path, draft), "")


def _unlock(path: Path) -> None:
    """Delete the lock files of git processes that were killed; else a branch stays locked forever.

    Only the one host of these files calls this, before it runs any git. A git process that
    outlived a killed host gets `ABANDONED` seconds to end.
    """
    found = [path / "packed-refs.lock", path / "HEAD.lock", *(path / "refs").rglob("*.lock")]
    for lock in found:
        try:
            time.sleep(max(0.0, ABANDONED - (time.time() - lock.stat().st_mtime)))
            lock.unlink()
        except FileNotFoundError:
            continue

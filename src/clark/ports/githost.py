"""A Git host that holds the customer's repositories. Every method is safe to repeat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from clark.errors import Refused, TryLater

Conclusion = Literal["success", "failure", "neutral"]
PullState = Literal["open", "merged", "closed"]
HISTORY: Final = 100  # commits


@dataclass(frozen=True)
class Change:
    """One commit on a branch of its own, and the pull request that offers it.

    `files` maps a path to its whole new text, or to None where the file goes.
    The same change always makes the same commit: author, time and parent are part of it.
    """

    repository: str
    base: str
    base_commit: str
    branch: str
    title: str
    body: str
    files: Mapping[str, str | None]
    author_name: str
    author_email: str
    at: datetime


@dataclass(frozen=True)
class Repository:
    """`name` is OWNER/NAME; the owner is the customer's organization. `about` says what it is for,
    in words that no other repository has: who finds them knows what an earlier call made."""

    name: str
    about: str
    collaborators: tuple[str, ...] = ()


@dataclass(frozen=True)
class PullRequest:
    number: int
    url: str
    branch: str
    base: str
    head: str
    state: PullState
    merge_commit: str | None = None
    title: str = ""
    author: str = ""  # as the host calls whoever opened it


@dataclass(frozen=True)
class Step:
    """One commit that a branch went through itself, with all that came into it by a merge.

    `parent` is where the branch was before, "" for its first commit. `pull` is the pull request
    that was merged by it and nothing besides, None for what was pushed. Author, time and title are
    what the commit says of itself: who pushed it is in no repository. Their odd characters are
    escaped. A time that is none, before 1970 or after 9998 is the nearest in between.

    `several`: the branch's own commits lead past `parent`, which came into it by a merge. The step
    stands for all that changed since, by whomever; its author is that of the last commit.
    """

    commit: str
    parent: str
    author_name: str
    author_email: str
    at: datetime
    title: str
    pull: PullRequest | None = None
    several: bool = False


@dataclass(frozen=True)
class Check:
    """What Clark says about a head commit. One check of a name per head: the last one counts."""

    name: str
    conclusion: Conclusion
    summary: str


class GitHost(Protocol):
    """All methods raise `TryLater` when the host does not answer, `Refused` when it will not."""

    def repository(self, name: str) -> Repository:
        """The repository as it is now. Raises `NotFound`."""
        ...

    def found(self, wanted: Repository) -> Repository:
        """Make an empty repository that its organization owns, unless one of the name is there.

        Returns the one that is there, which somebody else may have made.
        """
        ...

    def remove(self, repository: str, collaborator: str) -> None:
        """Take a collaborator's access to a repository away. Fine where they have none any more.

        One may take away one's own: from then on every method but `repository` and `found` raises
        `NotFound` for it, and those may.
        """
        ...

    def begin(self, repository: str, branch: str, files: Mapping[str, str], message: str) -> str:
        """Make the first commit of a branch, unless it has one. Returns the branch's head."""
        ...

    def head(self, repository: str, branch: str) -> str:
        """The commit a branch points at."""
        ...

    def heads(self, repository: str) -> Mapping[str, str]:
        """Every branch with the commit it points at."""
        ...

    def history(self, repository: str, commit: str, folder: str) -> Sequence[str]:
        """The commits that changed something below a folder, newest first, `HISTORY` at most.

        Only those that a branch at `commit` went through itself: first parents.
        """
        ...

    def steps(self, repository: str, before: str, after: str) -> Sequence[Step]:
        """How a branch came from one commit to another, oldest first; the last `HISTORY` at most.

        First parents, from the later to the earlier. The first step's parent is the earlier commit,
        but where there are more than `HISTORY`. Where first parents lead past the earlier commit,
        it is one step of `several`.

        Raises `Rewritten` where the later commit does not hold the earlier one, or the earlier one
        is known no more.
        """
        ...

    def compared(self, repository: str, base: str, head: str) -> Mapping[str, str | None]:
        """What merging one commit into another would change: as `changed`, of two commits.

        Raises `Refused` where they have no commit in common.
        """
        ...

    def tree(self, repository: str, commit: str) -> Mapping[str, str]:
        """Every path of a commit with its blob id, which is empty for links and submodules."""
        ...

    def blobs(self, repository: str, ids: Collection[str]) -> Mapping[str, bytes]:
        """The content of blobs, by id."""
        ...

    def propose(self, change: Change) -> PullRequest:
        """Open a pull request, or return the one this branch already has, in whatever state."""
        ...

    def open_pulls(self, repository: str) -> Sequence[PullRequest]:
        """Every pull request that is open, by number."""
        ...

    def pull_request(self, repository: str, number: int) -> PullRequest:
        """The pull request as it is now."""
        ...

    def changed(self, repository: str, number: int) -> Mapping[str, str | None]:
        """Paths changed against the merge base, with the new blob id, or None where deleted."""
        ...

    def authors(self, repository: str, number: int) -> frozenset[str]:
        """E-mail addresses of everyone who wrote a commit in the pull request."""
        ...

    def report(self, repository: str, head: str, checks: Sequence[Check]) -> None:
        """Set the checks of a head commit."""
        ...

    def comment(self, repository: str, number: int, key: str, body: str) -> None:
        """Say something once: a second comment under the same key replaces the first."""
        ...

    def merge(
        self, repository: str, number: int, *, head: str, base: str, note: str = ""
    ) -> PullRequest:
        """Merge if the pull request is still at `head` and its base branch still at `base`.

        Returns the merged pull request, also when it was merged before with this head.
        `note` is the last line of the merge commit's message, for whoever reads the history.
        Raises `Moved` when either has moved.
        """
        ...

    def close(self, repository: str, number: int) -> None:
        """Close without merging. Closing twice is fine."""
        ...


class Moved(TryLater):
    """The head or the base branch is no longer where the caller last saw it."""


class Rewritten(Refused):
    """A branch lost commits that it had: somebody pushed another history by force."""

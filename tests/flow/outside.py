"""A Git host in memory, which does what its port promises, and misbehaves on request.

The real one is in clark.local; this one lets a whole story run in a second.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from clark.errors import NotFound, Refused
from clark.ports import (
    Change,
    Check,
    Moved,
    PullRequest,
    Repository,
    Rewritten,
    Step,
)
from clark.ports.githost import HISTORY

Answer = TypeVar("Answer")
Tree = Mapping[str, str]
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
LINK = object()  # pushed in place of a file's content


@dataclass(frozen=True)
class Commit:
    id: str
    parents: tuple[str, ...]
    tree: Tree
    author: str


@dataclass
class Pull:
    number: int
    branch: str
    head: str
    state: str = "open"
    merge_commit: str | None = None
    title: str = ""
    author: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    checks: dict[str, tuple[Check, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """What a merge by Clark did: main before and after, and the head that was asked for."""

    repository: str
    number: int
    head: str
    before: Tree
    after: Tree
    note: str


class MemoryHost:
    """Every call may fail before or after it is done, and others may act between two calls."""

    def __init__(self) -> None:
        self.commits: dict[str, Commit] = {}
        self.contents: dict[str, bytes] = {}
        self.branches: dict[tuple[str, str], str] = {}
        self.pulls: dict[tuple[str, int], Pull] = {}
        self.merges: list[Merged] = []
        self.calls: list[str] = []
        self.between: deque[Callable[[str], None]] = deque()
        self.refuses: dict[str, Exception] = {}
        self.repositories: dict[str, Repository] = {}

    # What people do

    def push(
        self,
        repository: str,
        branch: str,
        files: Mapping[str, object],
        author: str = "gina@techcorp.example",
        onto: str | None = None,
    ) -> str:
        """Commit on top of a branch, or of any commit, which is then a push by force.

        A file is its text, its bytes, `LINK`, or None where it goes.
        """
        parent = onto or self.branches.get((repository, branch))
        tree = dict(self.commits[parent].tree) if parent else {}
        for path, content in files.items():
            tree.pop(path, None)
            if content is not None:
                tree[path] = "" if content is LINK else self._store(content)
        commit = self._commit(tree, (parent,) if parent else (), author, branch)
        self.branches[repository, branch] = commit
        return commit

    def text(self, repository: str, path: str, branch: str = "main") -> str:
        blob = self.commits[self.branches[repository, branch]].tree[path]
        return self.contents[blob].decode()

    def offer(self, repository: str, branch: str, title: str = "", author: str = "Gina") -> int:
        """Open a pull request for a branch, as people do. Returns its number."""
        number = 1 + sum(its == repository for its, _ in self.pulls)
        head = self.branches[repository, branch]
        self.pulls[repository, number] = Pull(number, branch, head, title=title, author=author)
        return number

    def merge_by_hand(self, repository: str, number: int) -> None:
        pull = self._pull(repository, number)
        if pull.state == "open":
            self._merge(repository, pull)

    def close_by_hand(self, repository: str, number: int) -> None:
        pull = self._pull(repository, number)
        if pull.state == "open":
            pull.state = "closed"

    # The port

    def repository(self, name: str) -> Repository:
        self._called("repository")
        if name not in self.repositories:
            raise NotFound(f"There is no repository {name}.")
        return self.repositories[name]

    def found(self, wanted: Repository) -> Repository:
        self._called("found")
        found = self.repositories.setdefault(wanted.name, wanted)
        return self._done("found", found)

    def remove(self, repository: str, collaborator: str) -> None:
        self._called("remove")
        found = self.repositories.get(repository)
        if found is not None:
            left = tuple(each for each in found.collaborators if each != collaborator)
            self.repositories[repository] = replace(found, collaborators=left)
        self._done("remove", None)

    def begin(self, repository: str, branch: str, files: Mapping[str, str], message: str) -> str:
        self._called("begin")
        if (repository, branch) not in self.branches:
            self.push(repository, branch, files)
        return self._done("begin", self.branches[repository, branch])

    def head(self, repository: str, branch: str) -> str:
        self._called("head")
        known = self.repositories.get(repository)
        if known is not None and "clark" not in known.collaborators:
            raise NotFound(f"There is no repository {repository} that Clark may open.")
        if (repository, branch) not in self.branches:
            raise NotFound(f"There is no branch {branch}.")
        return self.branches[repository, branch]

    def heads(self, repository: str) -> Mapping[str, str]:
        self._called("heads")
        return {branch: head for (its, branch), head in self.branches.items() if its == repository}

    def history(self, repository: str, commit: str, folder: str) -> Sequence[str]:
        self._called("history")
        found, each = [], commit
        while each:
            parent = next(iter(self.commits[each].parents), "")
            if self._below(each, folder) != self._below(parent, folder):
                found.append(each)
            each = parent
        return found

    def steps(self, repository: str, before: str, after: str) -> Sequence[Step]:
        self._called("steps")
        known = self._ancestors(before) if before in self.commits else {}
        if before not in self._ancestors(after):
            raise Rewritten("The branch was rewritten.")
        found, each = list[Step](), after
        while each and each not in known:
            found.append(self._step(repository, each))
            each = found[-1].parent
        if found and each != before:
            return [replace(found[0], parent=before, pull=None, several=True)]
        return found[:HISTORY][::-1]

    def compared(self, repository: str, base: str, head: str) -> Mapping[str, str | None]:
        self._called("compared")
        known = self._ancestors(base)
        fork = next((each for each in self._ancestors(head) if each in known), None)
        if fork is None:
            raise Refused("The two have no commit in common, so there is nothing to compare.")
        return self._difference(fork, head)

    def tree(self, repository: str, commit: str) -> Mapping[str, str]:
        self._called("tree")
        return dict(self.commits[commit].tree)

    def blobs(self, repository: str, ids: Collection[str]) -> Mapping[str, bytes]:
        self._called("blobs")
        return {each: self.contents[each] for each in ids}

    def propose(self, change: Change) -> PullRequest:
        self._called("propose")
        key = (change.repository, change.branch)
        if key not in self.branches:
            self.push(*key, change.files, change.author_email, onto=change.base_commit)
            number = 1 + sum(repository == change.repository for repository, _ in self.pulls)
            made = Pull(number, change.branch, self.branches[key])
            self.pulls[change.repository, number] = made
        found = next(
            pull for (repository, _), pull in self.pulls.items() if (repository, pull.branch) == key
        )
        return self._done("propose", self._show(change.repository, found))

    def open_pulls(self, repository: str) -> Sequence[PullRequest]:
        self._called("open_pulls")
        found = [self._pull(its, number) for its, number in sorted(self.pulls) if its == repository]
        return [self._show(repository, pull) for pull in found if pull.state == "open"]

    def pull_request(self, repository: str, number: int) -> PullRequest:
        self._called("pull_request")
        return self._show(repository, self._pull(repository, number))

    def changed(self, repository: str, number: int) -> Mapping[str, str | None]:
        self._called("changed")
        pull = self._pull(repository, number)
        return self._difference(self._fork(repository, pull), pull.head)

    def authors(self, repository: str, number: int) -> frozenset[str]:
        self._called("authors")
        pull = self._pull(repository, number)
        before = self._ancestors(self._fork(repository, pull))
        return frozenset(
            self.commits[each].author for each in self._ancestors(pull.head) if each not in before
        )

    def report(self, repository: str, head: str, checks: Sequence[Check]) -> None:
        self._called("report")
        for (its, _), pull in self.pulls.items():
            if its == repository and pull.head == head:
                said = {each.name: each for each in (*pull.checks.get(head, ()), *checks)}
                pull.checks[head] = tuple(said.values())

    def comment(self, repository: str, number: int, key: str, body: str) -> None:
        self._called("comment")
        self._pull(repository, number).comments[key] = body

    def merge(
        self, repository: str, number: int, *, head: str, base: str, note: str = ""
    ) -> PullRequest:
        self._called("merge")
        pull = self._pull(repository, number)
        if pull.state == "closed":
            raise Refused(f"Pull request {number} is closed.")
        if pull.state == "open":
            if (pull.head, self.branches[repository, "main"]) != (head, base):
                raise Moved("The branch or its base has moved.")
            before = self.commits[base].tree
            self._merge(repository, pull)
            after = self.commits[self.branches[repository, "main"]].tree
            self.merges.append(Merged(repository, number, head, before, after, note))
        return self._done("merge", self._show(repository, pull))

    def close(self, repository: str, number: int) -> None:
        self._called("close")
        pull = self._pull(repository, number)
        if pull.state == "merged":
            raise Refused(f"Pull request {number} is merged.")
        pull.state = "closed"

    # Private

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.between:
            self.between.popleft()(name)
        if name in self.refuses:
            raise self.refuses.pop(name)

    def _done(self, name: str, answer: Answer) -> Answer:
        """The answer; or none, although it was done, where `refuses` names it `NAME after`."""
        if f"{name} after" in self.refuses:
            raise self.refuses.pop(f"{name} after")
        return answer

    def _store(self, content: object) -> str:
        content = content.encode() if isinstance(content, str) else content
        assert isinstance(content, bytes)
        framed = b"blob %d\0" % len(content) + content
        blob = hashlib.sha1(framed, usedforsecurity=False).hexdigest()
        self.contents[blob] = content
        return blob

    def _commit(self, tree: Tree, parents: tuple[str, ...], author: str, why: str) -> str:
        said = json.dumps([sorted(tree.items()), parents, author, why])
        made = hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()
        self.commits[made] = Commit(made, parents, dict(tree), author)
        return made

    def _pull(self, repository: str, number: int) -> Pull:
        if (repository, number) not in self.pulls:
            raise NotFound(f"There is no pull request {number}.")
        pull = self.pulls[repository, number]
        if pull.state == "open":
            pull.head = self.branches[repository, pull.branch]
        return pull

    def _show(self, repository: str, pull: Pull) -> PullRequest:
        head = self._pull(repository, pull.number).head
        url = f"http://host/{repository}/pulls/{pull.number}"
        state, merged = pull.state, pull.merge_commit
        said = (pull.title, pull.author)
        return PullRequest(pull.number, url, pull.branch, "main", head, state, merged, *said)  # type: ignore[arg-type]

    def _step(self, repository: str, commit: str) -> Step:
        made = self.commits[commit]
        merged = (
            self._show(repository, pull)
            for (its, _), pull in self.pulls.items()
            if its == repository and pull.merge_commit == commit
        )
        name = made.author.partition("@")[0].capitalize()
        parent = next(iter(made.parents), "")
        return Step(commit, parent, name, made.author, WHEN, "A change", next(merged, None))

    def _below(self, commit: str, folder: str) -> Tree:
        tree = self.commits[commit].tree if commit else {}
        return {path: blob for path, blob in tree.items() if path.startswith(folder)}

    def _difference(self, before: str, after: str) -> dict[str, str | None]:
        old, new = self.commits[before].tree, self.commits[after].tree
        return {
            path: new.get(path) for path in sorted({*old, *new}) if old.get(path) != new.get(path)
        }

    def _ancestors(self, commit: str) -> dict[str, None]:
        """Nearest first."""
        found, waiting = dict[str, None](), deque([commit])
        while waiting:
            each = waiting.popleft()
            if each not in found:
                found[each] = None
                waiting.extend(self.commits[each].parents)
        return found

    def _fork(self, repository: str, pull: Pull) -> str:
        main = self._ancestors(self.branches[repository, "main"])
        return next(each for each in self._ancestors(pull.head) if each in main)

    def _merge(self, repository: str, pull: Pull) -> None:
        """File by file. A file that both sides changed is merged by line, as Git would."""
        tip = self.branches[repository, "main"]
        fork = self.commits[self._fork(repository, pull)].tree
        main, head = self.commits[tip].tree, self.commits[pull.head].tree
        merged = dict(main)
        for path in {*fork, *head, *main}:
            ours, theirs, base = main.get(path), head.get(path), fork.get(path)
            if theirs in (base, ours):
                continue
            if ours != base and ours and theirs:
                theirs = self._store(self.contents[theirs] + b"# and\n" + self.contents[ours])
            merged.pop(path, None)
            if theirs:
                merged[path] = theirs
        commit = self._commit(merged, (tip, pull.head), "clark@localhost", "merge")
        self.branches[repository, "main"] = commit
        pull.state, pull.merge_commit = "merged", commit

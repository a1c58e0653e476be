"""Builds a commit from a parent and whole files: the same input always makes the same commit.

One `git fast-import` stores everything. https://git-scm.com/docs/git-fast-import
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clark.errors import Problem, Refused
from clark.local.githost.git import git
from clark.manifests import odd_path

STAGING = "refs/clark/staging"  # hidden from clones and pushes; fast-import needs a reference
LARGEST = 5 * 1024 * 1024  # bytes of one file


@dataclass(frozen=True)
class Draft:
    """A commit to be: `modes` are those of the parent's files, `at` is aware."""

    parent: str | None
    files: Mapping[str, str | None]
    modes: Mapping[str, str]
    message: str
    author_name: str
    author_email: str
    at: datetime


def commit(repository: Path, draft: Draft) -> str:
    """Store the commit and return its id. Raises `Refused` with every problem, `GitFailed`."""
    problems = [*_problems(draft)]
    if problems:
        raise Refused("These files cannot be committed.", problems)
    stream = _stream(draft)
    said = git(repository, "fast-import", "--quiet", "--force", "--done", stdin=stream)
    return said.decode().strip()


def _problems(draft: Draft) -> list[Problem]:
    found = []
    for path, text in draft.files.items():
        above = ["/".join(path.split("/")[:at]) for at in range(1, path.count("/") + 1)]
        why = odd_path(path)
        if not why and any(draft.modes.get(p) in {"120000", "160000"} for p in [path, *above]):
            why = "is or lies behind a link"
        if not why and text is not None and len(text.encode()) > LARGEST:
            why = "is larger than 5 MiB"
        if why:
            found.append(Problem(repr(path[:200]), f"The path {why}."))
    return found


def _stream(draft: Draft) -> bytes:
    who = f"{_plain(draft.author_name)} <{_plain(draft.author_email)}>"
    when = f"{int(draft.at.astimezone(UTC).timestamp())} +0000"
    parts = [
        f"reset {STAGING}\n".encode() if draft.parent is None else b"",
        f"commit {STAGING}\nmark :1\nauthor {who} {when}\ncommitter {who} {when}\n".encode(),
        _data(draft.message),
        f"from {draft.parent}\n".encode() if draft.parent else b"",
        *(_file(path, text, draft.modes.get(path)) for path, text in sorted(draft.files.items())),
        b"\nget-mark :1\ndone\n",
    ]
    return b"".join(parts)


def _file(path: str, text: str | None, mode: str | None) -> bytes:
    name = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if text is None:
        return f"D {name}\n".encode()
    kept = "100755" if mode == "100755" else "100644"
    return f"M {kept} inline {name}\n".encode() + _data(text)


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)


def _plain(text: str) -> str:
    """Git itself drops these from names; fast-import would end the header at them."""
    return "".join(c for c in text if c.isprintable() and c not in "<>").strip() or "unknown"

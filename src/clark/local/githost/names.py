"""What names may look like before they come near git's command line or the file system.

Stricter than git itself: nothing that starts with `-`, no `..`, no control characters.
"""

import re

from clark.errors import NotFound, Problem, Refused

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*(/[A-Za-z0-9][A-Za-z0-9._+-]*)*")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def repository_name(text: str) -> tuple[str, str]:
    """Owner and name of `owner/name`. Raises `NotFound`: no such repository can exist."""
    owner, _, name = text.partition("/")
    for part in (owner, name):
        bad_end = part.endswith((".git", ".lock", "."))
        if not _PART.fullmatch(part) or ".." in part or bad_end:
            raise NotFound(f"There is no repository {text[:200]!r}.")
    return owner, name


def branch_name(text: str) -> str:
    """Raises `Refused` unless git and every tool would take it for a plain branch."""
    if not is_branch_name(text):
        raise Refused("That is no branch name.", [Problem("branch", f"{text[:200]!r} is not one.")])
    return text


def is_branch_name(text: str) -> bool:
    good = _BRANCH.fullmatch(text) is not None and len(text) <= 200 and ".." not in text
    return good and not any(part.endswith((".lock", ".")) for part in text.split("/"))


def commit_id(text: str) -> str:
    """Raises `Refused` unless it is 40 hexadecimal digits."""
    if not _COMMIT.fullmatch(text):
        raise Refused("That is no object id.", [Problem("commit", f"{text[:80]!r} is not one.")])
    return text

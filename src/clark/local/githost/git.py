"""Runs git on a bare repository, apart from anybody's configuration."""

import os
import subprocess
from pathlib import Path

from clark.errors import ClarkError

# Needed for `merge-tree --write-tree`.
OLDEST = (2, 38)

SETTINGS = {
    "safe.directory": "*",  # the folder's owner may be another user than the one who runs Clark
    "core.fsync": "committed",  # loose objects too: a reference on disk has its objects on disk
    "core.quotePath": "false",
    "receive.fsckObjects": "true",
    "receive.autogc": "false",
    "receive.maxInputSize": str(512 * 1024 * 1024),
    "receive.hideRefs": "refs/pull",
    "transfer.hideRefs": "refs/clark",
    "uploadpack.allowAnySHA1InWant": "true",  # a fetch of a commit that was just force-pushed away
}


class GitFailed(ClarkError):
    """git ended with an error, which the message quotes."""


def environment() -> dict[str, str]:
    """What git sees of the outside: a path to programs, and the settings above."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_CONFIG_COUNT": str(len(SETTINGS)),
        **{f"GIT_CONFIG_KEY_{at}": key for at, key in enumerate(SETTINGS)},
        **{f"GIT_CONFIG_VALUE_{at}": value for at, value in enumerate(SETTINGS.values())},
    }


def attempt(
    repository: Path, *arguments: str, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run git and return how it went."""
    return subprocess.run(
        ["git", f"--git-dir={repository}", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd="/",
        env=environment(),
    )


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git and return its output. Raises `GitFailed`."""
    done = attempt(repository, *arguments, stdin=stdin)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-500:]
        raise GitFailed(f"git {arguments[0]} failed: {said}")
    return done.stdout


def version() -> tuple[int, ...]:
    """The installed version, for example (2, 39, 5)."""
    words = subprocess.run(["git", "version"], capture_output=True, check=True).stdout.split()
    return tuple(int(part) for part in words[2].decode().split(".") if part.isdigit())

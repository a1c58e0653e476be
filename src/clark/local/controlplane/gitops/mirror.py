"""A bare mirror of the GitOps repository, kept up to date by plain git.

The token goes to git in environment variables (GIT_CONFIG_*), never in its arguments, which every
user of the machine can read, and is bound to the repository's address.
"""

import base64
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from clark.errors import TryLater

TIMEOUT = 20  # seconds for one git command
BRANCH = "refs/heads/main"
SYMLINK, SUBMODULE = "120000", "160000"
# `ls-refs` of protocol 2 in packet lines, https://git-scm.com/docs/protocol-v2
LS_REFS = f"0014command=ls-refs\n0001{len(BRANCH) + 16:04x}ref-prefix {BRANCH}\n0000"


@dataclass(frozen=True)
class Entry:
    """A file of a commit. `blob` is its content's id; `mode` is git's."""

    path: str
    mode: str
    blob: str

    @property
    def is_file(self) -> bool:
        return self.mode not in (SYMLINK, SUBMODULE)


class Mirror:
    """Every method raises `TryLater` when git fails."""

    def __init__(self, directory: Path, url: str, token: str) -> None:
        self._directory = directory
        self._url = url
        self._environment = _environment(url, token)
        self._http = httpx.Client(auth=("clark", token), timeout=TIMEOUT, trust_env=False)
        for left in directory.rglob("*.lock"):  # by a git that was killed; this is its only user
            left.unlink()
        self._git("init", "--quiet", "--bare", str(directory), inside=False)

    def head(self) -> str | None:
        """The commit of main in the repository, or None when it has no main."""
        if self._url.startswith("http"):
            return self._ask_host()
        said = self._git("ls-remote", self._url, BRANCH).decode()
        return said.split()[0] if said.strip() else None

    def fetch(self) -> None:
        self._git("fetch", "--quiet", "--no-tags", "--prune", self._url, f"+{BRANCH}:{BRANCH}")

    def has(self, commit: str) -> bool:
        return self._says_yes("cat-file", "-e", f"{commit}^{{commit}}")

    def builds_on(self, new: str, old: str) -> bool:
        """Whether `old` is in the history of `new`; False after a rewrite of the branch."""
        return self.has(old) and self._says_yes("merge-base", "--is-ancestor", old, new)

    def tree(self, commit: str, directory: str) -> tuple[Entry, ...]:
        """Every file below a directory of a commit."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{directory}/")
        return tuple(_entry(line) for line in listed.split(b"\0") if line)

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Contents by blob id."""
        wanted = "".join(f"{one}\n" for one in ids)
        if not wanted:
            return {}
        return dict(_batch(self._git("cat-file", "--batch", stdin=wanted.encode())))

    def _ask_host(self) -> str | None:
        """What `git ls-remote` asks, without starting it: this is done at every poll."""
        try:
            answer = self._http.post(
                f"{self._url}/git-upload-pack",
                content=LS_REFS,
                headers={
                    "Content-Type": "application/x-git-upload-pack-request",
                    "Git-Protocol": "version=2",
                },
            ).raise_for_status()
        except httpx.HTTPError as error:
            raise TryLater(f"the Git host did not say where main is: {error}") from error
        return _commit_of(answer.text)

    def _git(self, *arguments: str, stdin: bytes | None = None, inside: bool = True) -> bytes:
        done = self._run(arguments, stdin, inside)
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise TryLater(f"git {arguments[0]} failed: {' '.join(reason)}")
        return done.stdout

    def _says_yes(self, *arguments: str) -> bool:
        return self._run(arguments, None, True).returncode == 0

    def _run(
        self, arguments: tuple[str, ...], stdin: bytes | None, inside: bool
    ) -> "subprocess.CompletedProcess[bytes]":
        place = ("--git-dir", str(self._directory)) if inside else ()
        try:
            return subprocess.run(
                ("git", *place, *arguments),
                input=stdin if stdin is not None else b"",
                capture_output=True,
                env=self._environment,
                timeout=TIMEOUT,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError) as error:
            raise TryLater(f"git {arguments[0]} did not finish") from error


# Private functions


def _environment(url: str, token: str) -> dict[str, str]:
    login = base64.b64encode(f"clark:{token}".encode()).decode()
    settings = {
        f"http.{url}.extraHeader": f"Authorization: Basic {login}",
        "http.followRedirects": "false",  # or another host could be sent the token
        "gc.auto": "0",
        "protocol.ext.allow": "never",
    }
    pairs = {
        f"GIT_CONFIG_{part}_{position}": text
        for position, pair in enumerate(settings.items())
        for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return pairs | {
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
    }


def _commit_of(refs: str) -> str | None:
    """`<length><commit> <name>\\n` for each reference that begins so, then `0000`."""
    for line in refs.splitlines():
        commit, _, name = line[4:].partition(" ")
        if name == BRANCH:
            return commit
    return None


def _entry(line: bytes) -> Entry:
    facts, _, path = line.partition(b"\t")
    mode, _, blob = facts.decode().split()
    return Entry(path.decode(errors="surrogateescape"), mode, blob)


def _batch(output: bytes) -> Iterator[tuple[str, bytes]]:
    """`<id> blob <size>\\n<content>\\n` over and over: git-cat-file(1), BATCH OUTPUT."""
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        blob, _, size = output[start:end].decode().split()
        start = end + 1
        yield blob, output[start : start + int(size)]
        start += int(size) + 1

"""Which user the server runs as, and what that user can reach.

PostgreSQL refuses to run as root, so root starts it as `nobody`.
"""

import os
import pwd
import stat
import subprocess
import tempfile
from pathlib import Path

from clark.errors import Refused
from clark.local.process import Account


def server_account() -> Account | None:
    """The user to switch to, or None where the current one will do."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def run(argv: list[str], account: Account | None) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end as the account; its output is captured as text."""
    return subprocess.run(
        argv,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def can_enter(folder: Path, account: Account | None) -> bool:
    """Whether the account can reach what lies in the folder. Asked of the kernel, not guessed."""
    return account is None or run(["test", "-x", str(folder)], account).returncode == 0


def open_ground(account: Account) -> Path:
    """A root-owned folder that the account can enter, for what it cannot reach elsewhere.

    Raises `Refused` when there is none.
    """
    for folder in (Path("/var/lib/clark"), Path(tempfile.gettempdir()) / "clark-server"):
        try:
            folder.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        # In a shared temporary folder anyone may have made it first, with anything in it.
        found = folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
        if ours and can_enter(folder, account):
            return folder
    raise Refused(
        "PostgreSQL cannot run as root, and the user nobody can enter neither /var/lib/clark "
        "nor the temporary folder. Start Clark as an ordinary user."
    )

"""Where a server's data lies: in its home, or where the server's user can reach it.

A home is private to the user who runs Clark. When that is root, the server's user cannot enter
it, and `<home>/files` becomes a link to a folder on open ground; the same home finds it again.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from clark.errors import Refused
from clark.local.postgres.account import can_enter, open_ground, server_account

LINK = "files"
OWNER = "home"  # beside the placed files: which home they belong to
DISK = "disk"  # and on which disk that is


def place(home: Path) -> Path:
    """The folder for the server's files, made if it is not there; owned by its user, mode 0700."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    link = home / LINK
    if link.is_dir():
        return link.resolve()
    account = server_account()
    if account is None or can_enter(home, account):
        link.mkdir(mode=0o700)
        if account:
            os.chown(link, account.uid, account.gid)
        return link
    ground = open_ground(account)
    sweep_ground(ground)
    holder = Path(tempfile.mkdtemp(prefix="data-", dir=ground))
    holder.chmod(0o755)
    files = holder / LINK
    files.mkdir(mode=0o700)
    os.chown(files, account.uid, account.gid)
    link.unlink(missing_ok=True)  # a link whose folder is gone
    link.symlink_to(files)
    (holder / DISK).write_text(_disk(home))
    (holder / OWNER).write_text(str(home))  # last: a sweep by another process goes by it
    return files


def remove(home: Path) -> None:
    """Delete the home and what it links to."""
    link = home / LINK
    if link.is_symlink():
        shutil.rmtree(link.resolve().parent, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def remove_below(folder: Path) -> None:
    """Delete a folder with all homes that lie in it."""
    for link in list(folder.rglob(LINK)):
        remove(link.parent)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Delete the files of homes that are gone: who deletes a home cannot know of them."""
    account = server_account()
    if account is not None:
        with contextlib.suppress(Refused):  # no such ground, so nothing lies there
            sweep_ground(open_ground(account))


def sweep_ground(ground: Path) -> None:
    """A home on a disk that is not there now is not gone: its files stay."""
    for owner in ground.glob(f"data-*/{OWNER}"):
        with contextlib.suppress(OSError, ValueError):  # another process sweeps, too
            home, disk = Path(owner.read_text()), owner.with_name(DISK)
            there = disk.exists() and disk.read_text() == _disk(home)
            known = there or Path(tempfile.gettempdir()) in home.parents
            if known and not (home / LINK).is_symlink():
                shutil.rmtree(owner.parent, ignore_errors=True)


# Private functions


def _disk(folder: Path) -> str:
    """The number of the disk that the folder is on, or would be."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return str(there.stat().st_dev)

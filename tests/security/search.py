"""Where a secret must not be: everything that is not the local cloud's own."""

import base64
import gzip
import subprocess
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tests.running_clark import RunningClark

# The local cloud and its clusters hold passwords by their nature, as AWS and Kubernetes do.
EXCEPTED = ("aws", "dataplane", "controlplane")


def excepted(home: Path) -> list[Path]:
    return [each for each in home.iterdir() if each.name.startswith(EXCEPTED)]


def found(secrets: Collection[str], haystack: Mapping[str, bytes]) -> list[str]:
    """Names of the places that hold a secret: as it is, or in base64 at any offset."""
    needles = {needle for secret in secrets for needle in _forms(secret)}
    return [name for name, content in haystack.items() if any(n in content for n in needles)]


def at_rest(clark: RunningClark) -> dict[str, bytes]:
    """Git objects, the database, and every file of the home that is not the cloud's."""
    return {
        **dict(_git(clark.home)),
        **dict(_database(clark)),
        **dict(_files(clark.home)),
        **dict(_processes(clark)),
    }


def _forms(secret: str) -> Iterator[bytes]:
    plain = secret.encode()
    yield plain
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain).rstrip(b"=")
        yield coded[offset + 1 : -1]  # without what its neighbours have a part in


def _git(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every object of every repository, reachable or not."""
    repositories = [each.parent for each in (home / "githost").rglob("HEAD") if each.is_file()]
    assert len(repositories) >= 2
    for repository in repositories:
        objects = subprocess.run(
            ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"],
            capture_output=True,
            check=True,
        )
        assert objects.stdout
        yield f"objects of {repository}", objects.stdout


def _database(clark: RunningClark) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of every schema, the job queue's among them."""
    import psycopg

    with psycopg.connect(clark.where.database_file.read_text().strip()) as session:
        tables = session.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            with session.cursor().copy(f"COPY {table} TO STDOUT") as rows:  # type: ignore[arg-type]
                yield f"table {table}", b"".join(map(bytes, rows))


def _files(home: Path) -> Iterator[tuple[str, bytes]]:
    """The server's own data files too: a row that was deleted is there for a while."""
    out = excepted(home)
    for file in home.rglob("*"):
        if file.is_file() and not any(file.is_relative_to(each) for each in out):
            content = file.read_bytes()
            yield str(file), gzip.decompress(content) if file.suffix == ".gz" else content


def _processes(clark: RunningClark) -> Iterator[tuple[str, bytes]]:
    """What the list of processes shows: command lines, and to their owner the environment."""
    for name, pid in clark.platform.pids().items():
        for shown in ("cmdline", "environ"):
            yield f"{shown} of {name}", Path(f"/proc/{pid}/{shown}").read_bytes()

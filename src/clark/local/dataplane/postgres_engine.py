"""A real PostgreSQL server that stands for one RDS instance, or for one Aurora cluster."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import psycopg
from psycopg import sql

from clark.errors import Refused
from clark.local.dataplane.records import Record
from clark.local.postgres import FORGETFUL, Server, program
from clark.local.postgres.account import run, server_account

SUPERUSER: Final = "rdsadmin"  # the name RDS gives its own
NOTE: Final = "a local server without TLS; fsync is off"
# Hundreds may run at once. Measured: 24 MB on disk, 5.6 MB of memory, 0.05 s from copy to ready.
LEAN: Final[Mapping[str, str]] = MappingProxyType(
    {
        **FORGETFUL,
        "shared_buffers": "4MB",
        "max_connections": "25",
        "io_method": "sync",  # otherwise three more processes each
        "autovacuum_worker_slots": "1",
        "autovacuum_max_workers": "1",
        "autovacuum_naptime": "10min",  # a worker a minute each adds up
        "log_checkpoints": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_logical_replication_workers": "0",
        "max_worker_processes": "0",
        "min_wal_size": "2MB",
        "max_wal_size": "32MB",
    }
)


def server(home: Path, port: int) -> Server:
    return Server(home, port, superuser=SUPERUSER, settings=LEAN)


@cache
def version() -> str:
    """Of the engine itself, for example `18.6`."""
    said = run([program("postgres"), "--version"], server_account()).stdout
    return said.split()[-1] if said else "unknown"


def make_template(home: Path, password: str) -> Server:
    """The stopped server that all others are copies of, made once."""
    template = server(home, 0)
    if not template.made:
        template.make(password)
        # Segments of 1 MB instead of 16 save a third of each copy.
        argv = [program("pg_resetwal"), "-D", str(template.data.resolve()), "--wal-segsize=1"]
        said = run(argv, server_account())
        if said.returncode:
            raise Refused(f"pg_resetwal failed: {said.stderr.strip()}")
    return template


def set_master(record: Record, superuser_password: str, password: str) -> None:
    """Make the master role and its database, or set the role's password. Safe to repeat."""
    with psycopg.connect(
        host="127.0.0.1",
        port=record.port,
        user=SUPERUSER,
        password=superuser_password,
        dbname="template1",
        autocommit=True,
    ) as connection:
        # Hashed here: the statement, wherever it ends up, never holds the password.
        verifier = connection.pgconn.encrypt_password(
            password.encode(), record.username.encode(), b"scram-sha-256"
        ).decode()
        role = sql.Identifier(record.username)
        if not _there(connection, "pg_roles", "rolname", record.username):
            connection.execute(sql.SQL("CREATE ROLE {}").format(role))
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
                role, sql.Literal(verifier)
            )
        )
        _own_database(connection, record)


def _own_database(connection: "psycopg.Connection[tuple[object, ...]]", record: Record) -> None:
    role, database = sql.Identifier(record.username), sql.Identifier(record.database)
    if not _there(connection, "pg_database", "datname", record.database):
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, role))


def _there(
    connection: "psycopg.Connection[tuple[object, ...]]", catalog: str, column: str, name: str
) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalog), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None

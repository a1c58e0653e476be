"""A role and the database that it owns."""

from dataclasses import dataclass

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Owner:
    """A login that owns a database of the same name. Never a superuser."""

    name: str
    password: str


def ensure_database(port: int, superuser: str, password: str, owner: Owner) -> None:
    """Make the role and its database, or set the role's password. Safe to repeat.

    Raises `psycopg.Error` when the server refuses.
    """
    with psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=superuser,
        password=password,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        # Hashed here: the statement, wherever it ends up, never holds the password.
        verifier = connection.pgconn.encrypt_password(
            owner.password.encode(), owner.name.encode(), b"scram-sha-256"
        ).decode()
        role = sql.Identifier(owner.name)
        _unless_there(
            connection, "pg_roles", "rolname", sql.SQL("CREATE ROLE {}").format(role), owner
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
                role, sql.Literal(verifier)
            )
        )
        made = sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role)
        _unless_there(connection, "pg_database", "datname", made, owner)


def _unless_there(
    connection: "psycopg.Connection[tuple[object, ...]]",
    catalog: str,
    column: str,
    statement: sql.Composed,
    owner: Owner,
) -> None:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalog), sql.Identifier(column)
    )
    if connection.execute(query, [owner.name]).fetchone() is None:
        connection.execute(statement)

"""The proof: the credentials that the application got log in to the new database and cache."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
import redis
from psycopg import sql

from clark.errors import ClarkError

Page = Mapping[str, Any]
Secret = Mapping[str, str]
TIMEOUT: Final = 5  # seconds
SAID: Final = "Clark was here"


class NoLogin(ClarkError):
    """The credentials did not log in, or what was written did not come back."""


def log_in(page: Page, secret: Secret) -> None:
    """Write and read back with the delivered credentials at the local address. Raises `NoLogin`.

    `page` is the service's page from the API; `secret` the application's Secret.
    """
    address = (page["local"] or {}).get("value", "")
    host, _, port = address.rpartition(":")
    if not host:
        raise NoLogin(f"{page['row']['name']} has no local address.")
    try:
        said = PROOFS[page["row"]["kind"]]((host, int(port)), secret)
    except (psycopg.Error, redis.RedisError, KeyError) as error:
        # Only the kind of error: its text may hold what was used to log in.
        raise NoLogin(f"{page['row']['name']}: {type(error).__name__}") from None
    if said != SAID:
        raise NoLogin(f"{page['row']['name']}: what was written did not come back.")


# Private functions


def _postgres(address: tuple[str, int], secret: Secret) -> str:
    with _connected(address, secret, "postgres") as connection:
        owned = "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user"
        name = connection.execute(owned).fetchone()
    if name is None:
        raise KeyError("a database of this login's own")
    with _connected(address, secret, str(name[0])) as connection:
        return _write_and_read(connection)


def _connected(
    address: tuple[str, int], secret: Secret, database: str
) -> "psycopg.Connection[tuple[Any, ...]]":
    host, port = address
    return psycopg.connect(
        host=host,
        port=port,
        dbname=database,
        user=secret["username"],
        password=secret["password"],
        connect_timeout=TIMEOUT,
    )


def _write_and_read(connection: "psycopg.Connection[tuple[Any, ...]]") -> str:
    table = sql.Identifier("clark_demo")
    make = sql.SQL("CREATE TABLE IF NOT EXISTS {} (id serial PRIMARY KEY, said text)")
    connection.execute(make.format(table))
    connection.execute(sql.SQL("INSERT INTO {} (said) VALUES (%s)").format(table), [SAID])
    newest = sql.SQL("SELECT said FROM {} ORDER BY id DESC LIMIT 1").format(table)
    row = connection.execute(newest).fetchone()
    return str(row[0]) if row else ""


def _redis(address: tuple[str, int], secret: Secret) -> str:
    host, port = address
    client = redis.Redis(host=host, port=port, password=secret["password"], socket_timeout=TIMEOUT)
    try:
        client.set("clark:demo", SAID)
        found = client.get("clark:demo")
    finally:
        client.close()
    return found.decode() if isinstance(found, bytes) else str(found)


PROOFS: Final[Mapping[str, Callable[[tuple[str, int], Secret], str]]] = {
    "RDSInstance": _postgres,
    "DBCluster": _postgres,
    "ReplicationGroup": _redis,
}

"""PostgreSQL servers from a wheel, as root and as a user."""

from clark.local.postgres.database import Owner, ensure_database
from clark.local.postgres.placement import remove_below, sweep
from clark.local.postgres.programs import program
from clark.local.postgres.server import DURABLE, FORGETFUL, Server

__all__ = [
    "DURABLE",
    "FORGETFUL",
    "Owner",
    "Server",
    "ensure_database",
    "program",
    "remove_below",
    "sweep",
]

"""PostgreSQL servers from a wheel, as root and as a user."""

from clark.local.postgres.database import ensure_database
from clark.local.postgres.programs import program
from clark.local.postgres.server import DURABLE, FORGETFUL, Server

__all__ = ["DURABLE", "FORGETFUL", "Server", "ensure_database", "program"]

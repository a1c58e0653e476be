"""Which port the dashboard takes: the one asked for, else the usual one, else a free one."""

import socket
from typing import Annotated, Final

import typer

USUAL: Final = 8000
HOST: Final = "127.0.0.1"

Port = Annotated[
    int | None,
    typer.Option(
        help=f"The port of the dashboard; 0 takes a free one. Without it {USUAL}, or a free one "
        f"where another program has {USUAL}.",
        min=0,
        max=65535,
        show_default=False,
    ),
]


def dashboard_port(asked: int | None) -> int | None:
    """The port to insist on; None where any free one will do."""
    if asked is None:
        return USUAL if _free(USUAL) else None
    return asked or None


def taken(asked: int | None, url: str) -> str:
    """What to say where the usual port was not to be had; empty otherwise."""
    if asked is None and not url.endswith(f":{USUAL}"):
        return f"Port {USUAL} is in use by another program. Clark is at {url} instead."
    return ""


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True

"""Ports for the engines, below the range from which systems draw ports for outgoing calls."""

import random
import socket
from collections.abc import Collection

from clark.errors import TryLater

FIRST, LAST = 20000, 29999


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(taken: Collection[int]) -> int:
    """A port that nobody uses and no engine remembers. Raises `TryLater` when there is none."""
    for port in random.sample(range(FIRST, LAST + 1), k=LAST - FIRST + 1):
        if port not in taken and is_free(port):
            return port
    raise TryLater("No free port for an engine.")

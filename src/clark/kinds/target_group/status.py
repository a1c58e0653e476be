"""A target group as the provider shows it: it is there, or not."""

from collections.abc import Mapping
from typing import Any

from clark.kinds.progress import Progress


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:  # noqa: ARG001
    """A target group has no states, and Ready says nothing of the health of its targets."""
    return Progress("")


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """None: clients connect to the load balancer."""
    del seen
    return None


def summary(asked: Mapping[str, Any]) -> str:
    """to HTTP 8080."""
    return f"to {asked.get('protocol') or ''} {asked.get('port') or ''}".rstrip()

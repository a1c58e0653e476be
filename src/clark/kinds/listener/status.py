"""A listener as the provider shows it: it is there, or not."""

from collections.abc import Mapping
from typing import Any

from clark.kinds.progress import Progress


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:  # noqa: ARG001
    """A listener has no states: Ready says whether it is there."""
    return Progress("")


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """None: clients connect to the load balancer."""
    del seen
    return None


def summary(asked: Mapping[str, Any]) -> str:
    """HTTPS 443."""
    return f"{asked.get('protocol') or ''} {asked.get('port') or ''}".strip()

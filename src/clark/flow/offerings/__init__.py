"""The catalog beyond today's main branch: what branches propose."""

from clark.flow.offerings.queries import proposal, proposals

__all__ = ["proposal", "proposals"]

"""Limits: what of them is used and promised, for everybody to see before they ask."""

from clark.flow.limits.queries import limits

__all__ = ["limits"]

"""The last stage: people are told, once."""

from clark.flow.notify.queries import notices
from clark.flow.notify.service import mark_read

__all__ = ["mark_read", "notices"]

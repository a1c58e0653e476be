"""The first stage: from the catalog or a running service to a request."""

from clark.flow.request.queries import (
    again,
    catalog,
    draft_change,
    draft_new,
    events,
    request,
    requests,
)
from clark.flow.request.service import Asked, Denied, submit_change, submit_new, withdraw

__all__ = [
    "Asked",
    "Denied",
    "again",
    "catalog",
    "draft_change",
    "draft_new",
    "events",
    "request",
    "requests",
    "submit_change",
    "submit_new",
    "withdraw",
]

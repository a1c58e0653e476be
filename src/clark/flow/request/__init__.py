"""The first stage: from the catalog or a running service to a request."""

from clark.flow.request.queries import (
    again,
    catalog,
    draft_change,
    draft_new,
    request,
    requests,
)
from clark.flow.request.service import Denied, submit_change, submit_new, withdraw

__all__ = [
    "Denied",
    "again",
    "catalog",
    "draft_change",
    "draft_new",
    "request",
    "requests",
    "submit_change",
    "submit_new",
    "withdraw",
]

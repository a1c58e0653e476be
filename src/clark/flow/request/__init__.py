"""The first stage: from the catalog or a running service to a request."""

from clark.flow.request.drafting import (
    Ground,
    Proposal,
    Subject,
    ground,
    ground_to_ask,
    propose_update,
    standing,
)
from clark.flow.request.drafts import blank, draft_change, draft_new, draft_raise
from clark.flow.request.queries import (
    again,
    catalog,
    events,
    objection,
    request,
    requests,
)
from clark.flow.request.raising import BACK
from clark.flow.request.reverting import submit_revert
from clark.flow.request.service import (
    Asked,
    Denied,
    submit_adoption,
    submit_change,
    submit_new,
    submit_raise,
    submit_update,
    withdraw,
)

__all__ = [
    "BACK",
    "Asked",
    "Denied",
    "Ground",
    "Proposal",
    "Subject",
    "again",
    "blank",
    "catalog",
    "draft_change",
    "draft_new",
    "draft_raise",
    "events",
    "ground",
    "ground_to_ask",
    "objection",
    "propose_update",
    "request",
    "requests",
    "standing",
    "submit_adoption",
    "submit_change",
    "submit_new",
    "submit_raise",
    "submit_revert",
    "submit_update",
    "withdraw",
]

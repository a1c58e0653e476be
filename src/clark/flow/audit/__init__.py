"""Who decided what, when, why and on whose behalf: one chain of rows for each customer."""

from clark.flow.audit.acts import Act
from clark.flow.audit.queries import (
    LONGEST_PAGE,
    AuditPage,
    AuditRowCard,
    Standing,
    Wanted,
    may_see,
    page,
    people,
    standing,
)
from clark.flow.audit.record import Deed, noted_now, write, write_everywhere, write_once
from clark.flow.audit.requests import EVENTS, note_request, noted_in_git
from clark.flow.audit.rules import Anchor, Found, noted
from clark.flow.audit.service import Checked, check, due, named

__all__ = [
    "EVENTS",
    "LONGEST_PAGE",
    "Act",
    "Anchor",
    "AuditPage",
    "AuditRowCard",
    "Checked",
    "Deed",
    "Found",
    "Standing",
    "Wanted",
    "check",
    "due",
    "may_see",
    "named",
    "note_request",
    "noted",
    "noted_in_git",
    "noted_now",
    "page",
    "people",
    "standing",
    "write",
    "write_everywhere",
    "write_once",
]

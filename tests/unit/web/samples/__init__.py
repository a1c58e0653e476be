"""What the flow hands to pages: rich, and with text that would break a careless template."""

from tests.unit.web.samples.adoption import PAGES as ADOPTION
from tests.unit.web.samples.change import TO_FIX
from tests.unit.web.samples.forms import DELETE_DRAFT, DRAFT, EMPTY_DRAFT, RESIZE_DRAFT, TIMED_DRAFT
from tests.unit.web.samples.ground import FRAME, NASTY
from tests.unit.web.samples.overview import CATALOG, EMPTY_CATALOG, EMPTY_HOME, HOME, NOTICES
from tests.unit.web.samples.requests import (
    DONE,
    ENDED_REQUEST,
    HURRIED_REQUEST,
    LATE,
    MOVED_REQUEST,
    QUEUED,
    REQUEST,
    ROW,
    SPOT,
    STOPPED,
    TIMED_REQUEST,
    UNOPENED_REQUEST,
    WAITING,
    WATCHED_REQUEST,
)
from tests.unit.web.samples.services import (
    BROKEN_ROW,
    BROKEN_SERVICE,
    HEALTHY,
    NODES,
    SERVICE,
    SERVICE_ROW,
)

__all__ = [
    "ADOPTION",
    "BROKEN_ROW",
    "BROKEN_SERVICE",
    "CATALOG",
    "DELETE_DRAFT",
    "DONE",
    "DRAFT",
    "EMPTY_CATALOG",
    "EMPTY_DRAFT",
    "EMPTY_HOME",
    "ENDED_REQUEST",
    "FRAME",
    "HEALTHY",
    "HOME",
    "HURRIED_REQUEST",
    "LATE",
    "MOVED_REQUEST",
    "NASTY",
    "NODES",
    "NOTICES",
    "QUEUED",
    "REQUEST",
    "RESIZE_DRAFT",
    "ROW",
    "SERVICE",
    "SERVICE_ROW",
    "SPOT",
    "STOPPED",
    "TIMED_DRAFT",
    "TIMED_REQUEST",
    "TO_FIX",
    "UNOPENED_REQUEST",
    "WAITING",
    "WATCHED_REQUEST",
]

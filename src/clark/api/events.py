"""Everything that happened to requests, in order."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from clark.api.answers import REFUSALS, actor
from clark.flow import request as asking
from clark.flow.cards import EventCard

router = Router()


@router.get("", response={200: list[EventCard], **REFUSALS})
def events(request: HttpRequest, after: int = 0, number: int | None = None) -> Any:
    """Up to 200 events after an id, oldest first; of one request where `number` is given."""
    # A list: two rows in a tuple would be read as a status and its body.
    return list(asking.events(by=actor(request), after=after, number=number))

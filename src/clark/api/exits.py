"""Leaving Clark: compare, leave, stay. For owners; for everybody else it does not exist."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.customers import exit as leaving
from clark.customers.exit import ExitPage

router = Router()


class Confirmation(Schema):
    """`confirm` is the customer's name, typed by a person."""

    confirm: str


@router.get("", response={200: ExitPage, **REFUSALS})
def show(request: HttpRequest) -> ExitPage:
    """The last comparison, what would stop, what replaces it; and how far an exit is."""
    return leaving.leaving(by=actor(request))


@router.post("/check", response={204: None, **REFUSALS})
def check(request: HttpRequest) -> Status[None]:
    """Compare the dashboard with Git and the clusters alone. `check.pending` turns false."""
    leaving.ask_check(by=actor(request), at=timezone.now())
    return Status(204, None)


@router.post("", response={204: None, **REFUSALS})
def leave(request: HttpRequest, new: Confirmation) -> Status[None]:
    """Leave. Repeating it has Clark look again at once."""
    leaving.leave(by=actor(request), confirm=new.confirm, at=timezone.now())
    return Status(204, None)


@router.post("/stay", response={204: None, **REFUSALS})
def stay(request: HttpRequest) -> Status[None]:
    """Stop leaving, before any access was given back."""
    leaving.stay(by=actor(request), at=timezone.now())
    return Status(204, None)

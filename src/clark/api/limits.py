"""The customer's limits, and what of them is used."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.api.requests import Submitted
from clark.flow import limits
from clark.flow import request as asking
from clark.flow.cards import Draft
from clark.flow.limits.cards import LimitPage

router = Router()


class Raise(Schema):
    """`fields` are what it is to allow, by measure: `services`, `storageGB`, `monthlyUSD`; and
    `sizes`, which come on top of those that it has, with spaces between them.
    """

    fields: dict[str, str] = {}
    reason: str = ""
    submission: str = ""


@router.get("", response={200: LimitPage, **REFUSALS})
def show(request: HttpRequest, q: str = "", standing: str = "") -> LimitPage:
    """Every limit with what is used and promised. `standing` is free, full or over."""
    return limits.limits(by=actor(request), q=q, standing=standing)


@router.post("/{name}/draft", response={200: Draft, **REFUSALS})
def draft(request: HttpRequest, name: str, wanted: Raise) -> Draft:
    """What raising a limit would change. Nothing is submitted."""
    return asking.draft_raise(by=actor(request), limit=name, raw=wanted.fields)


@router.post("/{name}/raise", response={201: Submitted, **REFUSALS})
def submit(request: HttpRequest, name: str, wanted: Raise) -> Status[Submitted]:
    """Ask for a limit to be raised, with the reason. An owner decides."""
    number = asking.submit_raise(
        by=actor(request),
        limit=name,
        asked=asking.Asked(wanted.fields, wanted.reason, wanted.submission),
        at=timezone.now(),
    )
    return Status(201, Submitted(number=number))

"""The customer's limits, and what of them is used."""

from django.http import HttpRequest
from ninja import Router

from clark.api.answers import REFUSALS, actor
from clark.flow import limits
from clark.flow.limits.cards import LimitPage

router = Router()


@router.get("", response={200: LimitPage, **REFUSALS})
def show(request: HttpRequest, q: str = "", standing: str = "") -> LimitPage:
    """Every limit with what is used and promised. `standing` is free, full or over."""
    return limits.limits(by=actor(request), q=q, standing=standing)

"""Policies, and what they would say of every running service."""

from django.http import HttpRequest
from ninja import Router

from clark.api.answers import REFUSALS, actor
from clark.flow import policies
from clark.flow.policies.cards import PolicyPage

router = Router()


@router.get("", response={200: PolicyPage, **REFUSALS})
def show(request: HttpRequest, q: str = "", does: str = "", at: str = "") -> PolicyPage:
    """Policies in force, or as the branch `at` would make them. `does` is denies or warns."""
    return policies.policies(by=actor(request), q=q, does=does, at=at)

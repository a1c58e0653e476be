"""Policies: what each says, and what it would say of every service today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clark.flow import policies
from clark.flow.events import Actor
from clark.flow.policies.queries import SPEAKS
from clark.web.pages import page, wants_fragment


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q, at = request.GET.get("q", "").strip()[:100], request.GET.get("at", "")
    does = request.GET.get("does", "")
    does = does if does in SPEAKS else ""
    context = {
        "shown": policies.policies(by=by, q=q, does=does, at=at),
        "q": q,
        "does": does,
        "speaks": SPEAKS,
        "filtered": bool(q or does),
    }
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/policies/{part}.html", context)

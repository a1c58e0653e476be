"""Limits: what may be asked for, and what of it is used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clark.flow import limits
from clark.flow.events import Actor
from clark.flow.limits.queries import WORST
from clark.web.pages import page, wants_fragment


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    standing = request.GET.get("standing", "")
    standing = standing if standing in WORST else ""
    context = {
        "shown": limits.limits(by=by, q=q, standing=standing),
        "q": q,
        "standing": standing,
        "standings": WORST,
        "filtered": bool(q or standing),
    }
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/limits/{part}.html", context)

"""The catalog: what can be ordered, and what branches of the control repository would change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clark.flow import offerings
from clark.flow import request as asking
from clark.flow.events import Actor
from clark.web.pages import page, wants_fragment


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    part = "live" if wants_fragment(request) else "page"
    return render(request, f"web/catalog/{part}.html", {"shown": asking.catalog(by=by)})


@require_safe
@page
def proposed(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    part = "rows" if wants_fragment(request) else "proposals"
    context = {"shown": offerings.proposals(by=by, q=q), "q": q}
    return render(request, f"web/catalog/{part}.html", context)


@require_safe
@page
def proposal(request: HttpRequest, by: Actor, branch: str) -> HttpResponse:
    part = "preview" if wants_fragment(request) else "proposal"
    context = {"shown": offerings.proposal(by=by, branch=branch)}
    return render(request, f"web/catalog/{part}.html", context)

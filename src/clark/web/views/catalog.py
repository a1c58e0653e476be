"""The catalog: what can be ordered, and what branches of the control repository would change."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clark.errors import NotFound, Problem, Refused
from clark.flow import offerings
from clark.flow import request as asking
from clark.flow.events import Actor
from clark.flow.offerings.cards import Sent
from clark.flow.offerings.service import BATCH
from clark.flow.request import Asked
from clark.web.pages import listing, page, page_number, wants_fragment


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


@require_http_methods(["GET", "HEAD", "POST"])
@page
def revisions(request: HttpRequest, by: Actor, offering: str) -> HttpResponse:
    """The services that earlier revisions made; a POST asks for the chosen ones, or for all."""
    if request.method != "POST":
        return _revisions(request, by, offering, {})
    try:
        sent = _send(request, by, offering)
    except NotFound:
        raise
    except Refused as refusal:
        return _revisions(request, by, offering, {"refusal": refusal}, status=422)
    return _revisions(request, by, offering, {"sent": sent})


# Private functions


def _revisions(
    request: HttpRequest, by: Actor, offering: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    number = page_number(request)
    shown = offerings.revisions(by=by, offering=offering, q=q, page=number)
    context = {
        "shown": shown,
        "pager": listing(shown.total, number),
        "batch": BATCH,
        "q": q,
        "submission": uuid.uuid4().hex,
        "reason": request.POST.get("reason", "") if "refusal" in more else "",
        **more,
    }
    part = "updates" if wants_fragment(request) else "revisions"
    return render(request, f"web/catalog/{part}.html", context, status=status)


def _send(request: HttpRequest, by: Actor, offering: str) -> tuple[Sent, ...]:
    """Raises `Refused` where nothing was chosen."""
    said = request.POST
    chosen = [tuple(each.split("/", 1)) for each in said.getlist("service") if "/" in each]
    if said.get("scope") != "all" and not chosen:
        problem = Problem("", "Tick the services that should be brought up to date.")
        raise Refused("No service is chosen.", [problem])
    return offerings.bring_up_to_date(
        by=by,
        offering=offering,
        services=[] if said.get("scope") == "all" else [(each[0], each[1]) for each in chosen],
        asked=Asked(
            {"accept": said.get("accept", "")}, said.get("reason", ""), said.get("submission", "")
        ),
        at=timezone.now(),
    )

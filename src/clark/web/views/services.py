"""Running services: the list, and one service."""

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clark.flow import provision
from clark.flow.actions import ACTIONS
from clark.flow.events import Actor
from clark.kinds import KINDS, Health
from clark.web.pages import ENVIRONMENTS, listing, page, page_number, wants_fragment

FILTERS: Final = ("region", "environment", "kind", "health")


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q, number = request.GET.get("q", "").strip()[:100], page_number(request)
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    rows, total = provision.services(by=by, q=q, filters=chosen, page=number)
    context = {
        "rows": rows,
        "pager": listing(total, number),
        "q": q,
        **chosen,
        "filtered": bool(q or any(chosen.values())),
        "environments": ENVIRONMENTS,
        "kinds": [(kind.kind, kind.word) for kind in KINDS if kind.kind in ACTIONS],
        "healths": [health.value for health in Health],
    }
    template = "web/services/rows.html" if wants_fragment(request) else "web/services/list.html"
    return render(request, template, context)


@require_safe
@page
def one(request: HttpRequest, by: Actor, region: str, name: str) -> HttpResponse:
    template = "web/services/live.html" if wants_fragment(request) else "web/services/page.html"
    shown = provision.service(by=by, region=region, name=name)
    click = uuid.uuid4().hex  # a second click on the same button is the same submission
    topic = f"service/{region}/{name}"
    return render(request, template, {"shown": shown, "topic": topic, "click": click})

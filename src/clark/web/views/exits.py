"""Leaving Clark: what was compared, what replaces what, the steps. For owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clark.customers import exit as leaving
from clark.errors import NotFound, Refused
from clark.flow.events import Actor
from clark.web.pages import page, wants_fragment


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    part = "live" if wants_fragment(request) else "page"
    return render(request, f"web/exit/{part}.html", {"shown": leaving.leaving(by=by)})


@require_POST
@page
def check(_: HttpRequest, by: Actor) -> HttpResponse:
    leaving.ask_check(by=by, at=timezone.now())
    return redirect("exit")


@require_POST
@page
def leave(request: HttpRequest, by: Actor) -> HttpResponse:
    typed = request.POST.get("confirm", "")
    try:
        leaving.leave(by=by, confirm=typed, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        context = {"shown": leaving.leaving(by=by), "refusal": refusal, "typed": typed}
        return render(request, "web/exit/page.html", context, status=422)
    messages.success(request, "It has begun. You can leave this page: it goes on.")
    return redirect("exit")


@require_POST
@page
def stay(request: HttpRequest, by: Actor) -> HttpResponse:
    leaving.stay(by=by, at=timezone.now())
    messages.success(request, "You stay. What was withdrawn stays so.")
    return redirect("exit")

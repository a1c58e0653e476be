"""Requests: the list, one request, and what its author or a reviewer does with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clark.errors import NotFound, Refused
from clark.flow import request as asking
from clark.flow import review
from clark.flow.audit import may_see
from clark.flow.deciding import Read
from clark.flow.events import Actor, State
from clark.flow.spots import Spot
from clark.web.pages import ENVIRONMENTS, listing, page, page_number, wants_fragment

STATES: Final = ("open", *State)


def decision(act: Callable[[HttpRequest, Actor, int], str]) -> Callable[..., HttpResponse]:
    """The view of what `act` does: back to the request, with what `act` says was done. A refusal
    shows the request with the reason and the comment as typed; its own address then stands in the
    bar, and loading that leads to the request."""

    @page
    def answer(request: HttpRequest, by: Actor, number: int) -> HttpResponse:
        try:
            done = act(request, by, number)
        except NotFound:
            raise
        except Refused as refusal:
            context = _context(by, number, request.POST.get("on", ""))
            context |= {"refusal": refusal, "comment": _comment(request)}
            return render(request, "web/requests/page.html", context, status=422)
        messages.success(request, done)
        return redirect("requests-one", number)

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def view(request: HttpRequest, number: int) -> HttpResponse:
        if request.method == "POST":
            return answer(request, number)
        return redirect("requests-one", number)

    return view


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    mine, number = request.GET.get("mine") == "1", page_number(request)
    rows, total = asking.requests(by=by, q=q, state=state, mine=mine, page=number)
    context = {
        "rows": rows,
        "pager": listing(total, number),
        "q": q,
        "state": state,
        "mine": mine,
        "states": STATES,
        "filtered": bool(q or state or mine),
    }
    template = "web/requests/rows.html" if wants_fragment(request) else "web/requests/list.html"
    return render(request, template, context)


@require_safe
@page
def one(request: HttpRequest, by: Actor, number: int) -> HttpResponse:
    template = "web/requests/live.html" if wants_fragment(request) else "web/requests/page.html"
    return render(request, template, _context(by, number, request.GET.get("on", "")))


@require_safe
@page
def queue(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    region, environment = request.GET.get("region", ""), request.GET.get("environment", "")
    context = {
        "rows": review.queue(
            by=by, now=timezone.now(), q=q, region=region, environment=environment
        ),
        "q": q,
        "region": region,
        "environment": environment,
        "environments": ENVIRONMENTS,
        "filtered": bool(q or region or environment),
    }
    template = (
        "web/requests/queue_rows.html" if wants_fragment(request) else "web/requests/queue.html"
    )
    return render(request, template, context)


@decision
def approve(request: HttpRequest, by: Actor, number: int) -> str:
    """Approve the head and the diff that the person read, not what is there by now."""
    said, read = _comment(request), _read(request)
    whole = review.approve(by=by, number=number, read=read, comment=said)
    return "Approved. Nothing more is needed." if whole else "Approved. It needs others, too."


@decision
def override(request: HttpRequest, by: Actor, number: int) -> str:
    """Approve in an emergency: of the head and the diff that the owner read."""
    said, read = _comment(request), _read(request)
    review.override(by=by, number=number, read=read, comment=said)
    return "Approved in an emergency. Everybody who decides was told."


@decision
def look_back(request: HttpRequest, by: Actor, number: int) -> str:
    review.look_back(by=by, number=number, comment=_comment(request), at=timezone.now())
    return "Written down. Nothing waits here any more."


@decision
def ask(request: HttpRequest, by: Actor, number: int) -> str:
    review.ask_for_change(by=by, number=number, comment=_comment(request), at=timezone.now())
    return "The author was asked for a change."


@decision
def reject(request: HttpRequest, by: Actor, number: int) -> str:
    review.reject(by=by, number=number, comment=_comment(request), at=timezone.now())
    return "Rejected. The author was told why."


@decision
def withdraw(_request: HttpRequest, by: Actor, number: int) -> str:
    asking.withdraw(by=by, number=number, at=timezone.now())
    return "Withdrawn. Nothing was changed."


@decision
def comment(request: HttpRequest, by: Actor, number: int) -> str:
    """Say something of one line of the head that the person read."""
    spot = Spot.read(request.POST.get("on", ""))
    said = review.Said(spot, _comment(request), request.POST.get("head", ""))
    review.comment_on_line(by=by, number=number, said=said, at=timezone.now())
    return "Said. Whom it concerns was told."


def _context(by: Actor, number: int, on: str) -> dict[str, Any]:
    """`on` is the key of the line that the person is about to comment on; "" for none."""
    shown = asking.request(by=by, number=number, at=timezone.now())
    asked = f"?{urlencode({'on': on})}" if on else ""
    return {
        "shown": shown,
        "topic": f"request/{number}",
        "audited": may_see(by),
        "on": on if "comment" in shown.may else "",
        "here": f"{reverse('requests-one', args=[number])}{asked}",
    }


def _read(request: HttpRequest) -> Read:
    """What the person had before them, as the page sent it back."""
    return Read(request.POST.get("head", ""), request.POST.get("diff_hash", ""))


def _comment(request: HttpRequest) -> str:
    return request.POST.get("comment", "")

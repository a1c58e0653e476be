"""What people change in the repositories past Clark, and what somebody does about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clark.customers import repositories
from clark.customers.repositories import STATES, Pull
from clark.customers.repositories.rules import ROLES
from clark.errors import NotFound, Refused
from clark.flow.events import Actor
from clark.flow.request import Asked
from clark.web.pages import page, wants_fragment


def answer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A refused answer leaves its own address in the bar: loading that leads to the list."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, **at: Any) -> HttpResponse:
        return view(request, **at) if request.method == "POST" else redirect("repositories")

    return answered


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/repositories/{part}.html", _context(request, by))


@answer
@page
def push_meant(request: HttpRequest, by: Actor, commit: str) -> HttpResponse:
    def act() -> str:
        why = request.POST.get("comment", "")
        repositories.confirm_push(by=by, commit=commit, why=why, at=timezone.now())
        return "Written down. Nothing waits for it any more."

    return _done(request, by, f"meant {commit}", act)


@answer
@page
def push_revert(request: HttpRequest, by: Actor, commit: str) -> HttpResponse:
    asked = Asked(
        {"accept": request.POST.get("accept", "")},
        request.POST.get("reason", ""),
        request.POST.get("submission", ""),
    )
    place = request.POST.get("place", "")

    def act() -> str:
        made = repositories.revert(
            by=by, commit=commit, place=place, asked=asked, at=timezone.now()
        )
        told = ", ".join(f"#{each}" for each in made.numbers)
        said = f"Asked for: {told}. It goes through review and approval like any request."
        return " ".join((said, *(f"Not asked for: {each}" for each in made.skipped)))

    return _done(request, by, f"revert {commit} {place}", act)


@answer
@page
def pull_meant(request: HttpRequest, by: Actor, role: str, number: int) -> HttpResponse:
    known = next((each for each in ROLES if each == role), None)
    if known is None:
        raise NotFound("There is no such repository.")
    pull = Pull(known, number, request.POST.get("head", ""))

    def act() -> str:
        why = request.POST.get("comment", "")
        repositories.confirm_pull(by=by, pull=pull, why=why, at=timezone.now())
        return "Written down. The check of the pull request says so within seconds."

    return _done(request, by, f"meant {role} {number}", act)


def _context(request: HttpRequest, by: Actor) -> dict[str, Any]:
    q, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    state = state if state in STATES else ""
    return {
        "shown": repositories.repositories(by=by, q=q, state=state),
        "q": q,
        "state": state,
        "states": STATES,
        "filtered": bool(q or state),
    }


def _done(request: HttpRequest, by: Actor, what: str, act: Callable[[], str]) -> HttpResponse:
    """Back to the list with what was done; a refusal shows it with the reason and what was typed.

    `what` says which form of the page it was.
    """
    try:
        done = act()
    except Refused as refusal:
        context = _context(request, by) | {
            "refusal": refusal,
            "refused": what,
            "comment": request.POST.get("comment", ""),
            "unaccepted": any(each.field == "accept" for each in refusal.problems),
        }
        return render(request, "web/repositories/list.html", context, status=422)
    messages.success(request, done)
    return redirect("repositories")

"""Adoption: what exists in the account, and the form that asks for definitions of some of it.

The form is one page for all that was chosen. A GET shows it, filled with what tags and names
suggest; a POST to the same address asks, and one to its draft address says what would happen.
"""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clark.customers import adoption
from clark.customers.adoption import AdoptionPlan
from clark.errors import NotFound, Problem, Refused
from clark.flow.events import Actor
from clark.flow.request import Asked
from clark.web.pages import page, wants_fragment

SORTS: Final = (
    ("database", "Databases"),
    ("aurora", "Aurora clusters"),
    ("cache", "Caches"),
    ("bucket", "Buckets"),
    ("load-balancer", "Load balancers"),
)
STATES: Final = (
    ("free", "Can be adopted"),
    ("cannot", "Cannot be adopted"),
    ("asked", "Asked for"),
    ("managed", "Managed already"),
)
FIELDS: Final = ("service", "environment", "team", "application")


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    chosen = {name: request.GET.get(name, "") for name in ("region", "sort", "state")}
    context = {
        "shown": adoption.resources(by=by, q=q, filters=chosen),
        "q": q,
        **chosen,
        "filtered": bool(q or any(chosen.values())),
        "sorts": SORTS,
        "states": STATES,
    }
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/adoption/{part}.html", context)


@require_POST
@page
def look(request: HttpRequest, by: Actor) -> HttpResponse:
    adoption.look(by=by, at=timezone.now())
    messages.success(request, "Clark looks into the account now. What it finds appears by itself.")
    return redirect("adopt")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def form(request: HttpRequest, by: Actor) -> HttpResponse:
    """Choosing nothing leads back to the list, which says so."""
    sent = request.POST if request.method == "POST" else request.GET
    if not sent.getlist("pick"):
        messages.warning(request, "Choose at least one of them.")
        return redirect("adopt")
    if request.method != "POST":
        return _show(request, adoption.plan(by=by, wishes=_wishes(sent)), uuid.uuid4().hex)
    asked = Asked({}, sent.get("reason", ""), sent.get("submission", ""))
    try:
        number = adoption.adopt(by=by, wishes=_wishes(sent), asked=asked, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        made = adoption.plan(by=by, wishes=_wishes(sent))
        return _show(request, made, asked.submission, refusal)
    messages.success(request, f"Request {number} was sent. Clark opens its pull request now.")
    return redirect("requests-one", number)


@require_POST
@page
def draft(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the form, as it is, would do. Nothing happens."""
    made = adoption.plan(by=by, wishes=_wishes(request.POST))
    return render(request, "web/adoption/update.html", _context(made))


# Private functions


def _wishes(sent: QueryDict) -> dict[str, dict[str, str]]:
    """By key, in the order they were chosen: the fields of the first end with -0."""
    return {
        key: {
            name: str(sent[f"{name}-{index}"]).strip()
            for name in FIELDS
            if f"{name}-{index}" in sent
        }
        for index, key in enumerate(dict.fromkeys(sent.getlist("pick")))
    }


def _show(
    request: HttpRequest, made: AdoptionPlan, submission: str, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        **_context(made),
        "submission": submission,
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "summary": _named(made, refusal.problems if refusal else ()),
    }
    return render(request, "web/adoption/form.html", context, status=422 if refusal else 200)


def _context(made: AdoptionPlan) -> dict[str, Any]:
    return {
        "plan": made,
        "problems": _named(made, made.problems),
        "by_field": {_field(each): f"{each.reason} {each.fix}" for each in reversed(made.problems)},
        "fields": [f"{name}-{index}" for index, _ in enumerate(made.chosen) for name in FIELDS],
        "warnings": _named(made, made.warnings),
    }


def _named(made: AdoptionPlan, problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """(the page's field, which resource it is and what is wrong with it) for each problem."""
    found = []
    for each in problems:
        index = each.field.split(".")[1] if "." in each.field else ""
        whose = f"{made.chosen[int(index)].row.identifier}: " if index.isdigit() else ""
        found.append((_field(each), f"{whose}{each.reason} {each.fix}".strip()))
    return found


def _field(problem: Problem) -> str:
    """`resources.0.service` is the field `service-0`; what no field says has none."""
    _, _, rest = problem.field.partition(".")
    index, _, name = rest.partition(".")
    return f"{name}-{index}" if name in FIELDS else ""

"""Customers: bring one to Clark, watch how far it is, and switch between those one works for."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clark.customers import onboarding
from clark.customers.onboarding import Place, Someone, Team, Wish
from clark.customers.onboarding.rules import ENVIRONMENTS
from clark.errors import NotFound, Problem, Refused
from clark.flow import people
from clark.flow.events import Actor
from clark.web.pages import page, wants_fragment
from clark.web.seats import take

TEXTS: Final = ("name", "slug", "account", "organization", "infra", "control", "gitops")


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/customers/{part}.html", {"rows": onboarding.onboardings(by=by)})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    if not by.may_onboard:
        raise NotFound("There is no such page.")
    if request.method != "POST":
        return render(request, "web/customers/new.html", _form(QueryDict(), ()))
    try:
        slug = onboarding.start(by=by, wish=_wish(request.POST), at=timezone.now())
    except Refused as refusal:
        context = {**_form(request.POST, _shown(refusal, request.POST)), "refusal": refusal}
        return render(request, "web/customers/new.html", context, status=422)
    messages.success(request, "It has begun. You can leave this page: it goes on.")
    return redirect("customers-one", slug)


@require_POST
@page
def plan(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the form, as it is, would do. Nothing happens."""
    try:
        made = onboarding.plan(by=by, wish=_wish(request.POST))
        problems = _named(made.problems, request.POST)
    except Refused as refusal:
        made, problems = None, _shown(refusal, request.POST)
    begun = any(request.POST.get(name, "").strip() for name in (*TEXTS, "teams", "people"))
    context = {"plan": made, "problems": problems, "begun": begun}
    return render(request, "web/customers/preview.html", context)


@require_safe
@page
def one(request: HttpRequest, by: Actor, slug: str) -> HttpResponse:
    part = "live" if wants_fragment(request) else "page"
    context = {"shown": onboarding.onboarding(by=by, slug=slug), "topic": f"onboarding/{slug}"}
    return render(request, f"web/customers/{part}.html", context)


@require_POST
@page
def again(request: HttpRequest, by: Actor, slug: str) -> HttpResponse:
    onboarding.try_again(by=by, slug=slug, at=timezone.now())
    messages.success(request, "Clark tries again, from where it stopped.")
    return redirect("customers-one", slug)


@require_POST
@page
def switch(request: HttpRequest, by: Actor) -> HttpResponse:
    """Work for another customer from now on."""
    take(request, people.seat(by=by, slug=request.POST.get("customer", "")))
    return redirect("home")


# Private functions


def _wish(data: Mapping[str, Any]) -> Wish:
    """The form as it was filled in. Raises `Refused` for lines that cannot be read."""
    problems: list[Problem] = []
    teams = tuple(_teams(_lines(data, "teams"), problems))
    members = tuple(_people(_lines(data, "people"), problems))
    if problems:
        raise Refused("Some lines cannot be read.", problems)
    chosen = [name for name in onboarding.supported() if data.get(f"in-{name}")]
    environments = tuple(each for each in ENVIRONMENTS if data.get(f"env-{each}"))
    everywhere = tuple(f"{each}/{name}" for each in environments for name in chosen)
    texts = {name: str(data.get(name, "")).strip() for name in TEXTS}
    named = {name: text for name, text in texts.items() if text or name in TEXTS[:4]}
    return Wish(
        regions=tuple(Place(name, str(data.get(f"network-{name}", "")).strip()) for name in chosen),
        environments=environments,
        teams=teams,
        people=members,
        terraform=everywhere if data.get("terraform") else (),
        **named,
    )


def _lines(data: Mapping[str, Any], name: str) -> list[str]:
    lines = str(data.get(name, "")).splitlines()
    return [line for line in map(str.strip, lines) if line]


def _teams(lines: list[str], problems: list[Problem]) -> list[Team]:
    found = []
    for number, line in enumerate(lines, start=1):
        name, _, budget = line.rpartition(" ")
        amount = budget.replace("_", "")
        if not name or not (amount.isascii() and amount.isdigit()) or len(amount) > 12:
            problems.append(Problem("teams", f"Line {number} is no “NAME BUDGET”: {line[:80]}"))
        else:
            found.append(Team(name.strip(), int(amount)))
    return found


def _people(lines: list[str], problems: list[Problem]) -> list[Someone]:
    found = []
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != 5:
            said = "USER NAME, NAME, E-MAIL, TEAM, ROLE"
            problems.append(Problem("people", f"Line {number} is no “{said}”: {line[:80]}"))
        else:
            found.append(Someone(*parts))
    return found


def _shown(refusal: Refused, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    problems = refusal.problems or (Problem("", refusal.reason),)
    return _named(problems, data)


def _named(problems: tuple[Problem, ...], data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(the page's field, what is wrong with it) for each problem."""
    chosen = [name for name in onboarding.supported() if data.get(f"in-{name}")]
    found = []
    for each in problems:
        name, _, rest = each.field.partition(".")
        index, _, _ = rest.partition(".")
        where = (
            f"Line {int(index) + 1}: " if index.isdigit() and name in {"teams", "people"} else ""
        )
        if name == "regions" and index.isdigit():
            name = f"network-{chosen[int(index)]}"
        found.append((name, f"{where}{each.reason} {each.fix}".strip()))
    return tuple(found)


def _form(data: QueryDict, problems: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The fields with what was typed, or what most customers want."""
    fresh = not data
    return {
        "typed": {name: data.get(name, "") for name in (*TEXTS, "teams", "people")},
        "regions": [
            (
                name,
                (fresh and index == 0) or bool(data.get(f"in-{name}")),
                data.get(f"network-{name}", f"10.{index}.0.0/16"),
            )
            for index, name in enumerate(onboarding.supported())
        ],
        "terraform": bool(data.get("terraform")),
        "environments": [(name, fresh or bool(data.get(f"env-{name}"))) for name in ENVIRONMENTS],
        "problems": problems,
        "by_field": dict(reversed(problems)),
    }

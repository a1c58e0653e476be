"""Infrastructure: the stacks, one stack, the plans, one plan, and what people do about them."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clark.customers import infrastructure
from clark.customers.infrastructure.rules import State
from clark.errors import NotFound, Refused
from clark.flow.events import Actor
from clark.ports.terraform import Stack
from clark.web.pages import listing, page, page_number, wants_fragment

STACK_STATES: Final = ("drifted", "code moved on", "never applied", "as planned", "left main")
DONE: Final = {
    "approve": "Approved, exactly as you read it.",
    "reject": "Rejected. Nothing was changed.",
    "apply": "Clark applies it now.",
    "withdraw": "Withdrawn. Nothing was changed.",
}


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    chosen = {name: request.GET.get(name, "") for name in ("environment", "region", "state")}
    context = {
        "shown": infrastructure.stacks(by=by, q=q, filters=chosen),
        "q": q,
        **chosen,
        "filtered": bool(q or any(chosen.values())),
        "states": STACK_STATES,
    }
    part = "rows" if wants_fragment(request) else "list"
    return render(request, f"web/infrastructure/{part}.html", context)


@require_safe
@page
def plans(request: HttpRequest, by: Actor) -> HttpResponse:
    q, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    number = page_number(request)
    rows, total = infrastructure.plans(by=by, q=q, state=state, page=number)
    context = {
        "rows": rows,
        "pager": listing(total, number),
        "q": q,
        "state": state,
        "states": ("open", *(each.value for each in State)),
        "filtered": bool(q or state),
    }
    part = "plan_rows" if wants_fragment(request) else "plans"
    return render(request, f"web/infrastructure/{part}.html", context)


@require_safe
@page
def stack(
    request: HttpRequest, by: Actor, environment: str, region: str, layer: str
) -> HttpResponse:
    context = {
        "shown": infrastructure.stack(by=by, stack=Stack(environment, region, layer)),
    }
    part = "stack_live" if wants_fragment(request) else "stack"
    return render(request, f"web/infrastructure/{part}.html", context)


@require_safe
@page
def plan(request: HttpRequest, by: Actor, number: int) -> HttpResponse:
    context = {
        "shown": infrastructure.plan(by=by, number=number),
        "topic": f"plan/{number}",
    }
    part = "plan_live" if wants_fragment(request) else "plan"
    return render(request, f"web/infrastructure/{part}.html", context)


@require_POST
@page
def act(request: HttpRequest, by: Actor, /, verb: str, **where: str) -> HttpResponse:
    """Ask for a plan, for a look at the drift, or to adopt a value. A refusal says why."""
    found = Stack(**where)
    try:
        number = _act(by, found, verb, request.POST)
    except NotFound:
        raise
    except Refused as refusal:
        context = {"shown": infrastructure.stack(by=by, stack=found), "refusal": refusal}
        return render(request, "web/infrastructure/stack.html", context, status=422)
    if number is None:
        messages.success(request, "Clark compares it with the cloud now.")
        return redirect("infrastructure-stack", found.environment, found.region, found.layer)
    return redirect("infrastructure-plan", number)


@require_POST
@page
def decide(request: HttpRequest, by: Actor, number: int, verb: str) -> HttpResponse:
    """Go back to the plan; a refusal shows it with the reason and what was typed."""
    if verb not in DONE:
        raise Http404("There is no such decision.")
    try:
        _decide(by, number, verb, request.POST)
    except NotFound:
        raise
    except Refused as refusal:
        context = {
            "shown": infrastructure.plan(by=by, number=number),
            "topic": f"plan/{number}",
            "refusal": refusal,
            "comment": request.POST.get("comment", ""),
        }
        return render(request, "web/infrastructure/plan.html", context, status=422)
    messages.success(request, DONE[verb])
    return redirect("infrastructure-plan", number)


# Private functions


def _act(by: Actor, stack: Stack, verb: str, sent: QueryDict) -> int | None:
    now = timezone.now()
    if verb == "plan":
        asked = infrastructure.Asked(sent.get("reason", ""))
        return infrastructure.ask(by=by, stack=stack, asked=asked, at=now)
    if verb == "adopt":
        address, path = sent.get("address", ""), sent.get("path", "")
        return infrastructure.adopt(by=by, stack=stack, address=address, path=path, at=now)
    if verb == "drift":
        infrastructure.look_for_drift(by=by, stack=stack, at=now)
        return None
    raise NotFound("There is no such action.")


def _decide(by: Actor, number: int, verb: str, sent: QueryDict) -> None:
    now, digest, comment = timezone.now(), sent.get("digest", ""), sent.get("comment", "")
    if verb == "approve":
        approval = infrastructure.Approval(digest, sent.getlist("confirm"), comment)
        infrastructure.approve(by=by, number=number, approval=approval, at=now)
    elif verb == "reject":
        infrastructure.reject(by=by, number=number, comment=comment, at=now)
    elif verb == "apply":
        infrastructure.apply(by=by, number=number, digest=digest, at=now)
    else:
        infrastructure.withdraw(by=by, number=number, at=now)

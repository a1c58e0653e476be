"""The three forms: for something new, for a change of a running service, and for a limit.

All are one page. A GET shows it, a POST to the same address submits it, and a POST to its draft
address answers with what would happen, while the person types. `?again=7` starts from request 7,
and fields in the address fill the form: `?size=large`.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clark.errors import NotFound, Problem, Refused
from clark.flow import request as asking
from clark.flow.cards import Draft
from clark.flow.events import Actor
from clark.flow.inputs import LONGEST_ANSWER
from clark.flow.request import Asked
from clark.flow.request.cards import DecisionCard
from clark.web.pages import answers, page, whole_number


@dataclass(frozen=True)
class Form:
    """Where a form lives, and the two verbs behind it."""

    address: str
    draft_address: str
    draft: Callable[[Mapping[str, Any]], Draft]
    submit: Callable[[Asked], int]
    region: str = ""
    service: str = ""
    limit: str = ""
    blank: Callable[[], dict[str, str]] = dict
    again: int | None = None
    objection: DecisionCard | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@page
def order(request: HttpRequest, by: Actor, offering: str) -> HttpResponse:
    return _form(request, by, _before(request, by, _new(by, offering)))


@require_POST
@page
def order_draft(request: HttpRequest, by: Actor, offering: str) -> HttpResponse:
    return _preview(request, _new(by, offering))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def change(request: HttpRequest, by: Actor, region: str, name: str, action: str) -> HttpResponse:
    return _form(request, by, _before(request, by, _change(by, region, name, action)))


@require_POST
@page
def change_draft(
    request: HttpRequest, by: Actor, region: str, name: str, action: str
) -> HttpResponse:
    return _preview(request, _change(by, region, name, action))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def raise_limit(request: HttpRequest, by: Actor, limit: str) -> HttpResponse:
    return _form(request, by, _before(request, by, _raise(by, limit)))


@require_POST
@page
def raise_draft(request: HttpRequest, by: Actor, limit: str) -> HttpResponse:
    return _preview(request, _raise(by, limit))


# Private functions


def _new(by: Actor, offering: str) -> Form:
    return Form(
        address=reverse("catalog-order", args=[offering]),
        draft_address=reverse("catalog-draft", args=[offering]),
        draft=lambda raw: asking.draft_new(by=by, offering=offering, raw=raw),
        submit=lambda asked: asking.submit_new(
            by=by, offering=offering, asked=asked, at=timezone.now()
        ),
        blank=lambda: asking.blank(by=by, offering=offering),
    )


def _change(by: Actor, region: str, name: str, action: str) -> Form:
    return Form(
        address=reverse("services-change", args=[region, name, action]),
        draft_address=reverse("services-draft", args=[region, name, action]),
        draft=lambda raw: asking.draft_change(
            by=by, service=(region, name), action=action, raw=raw, at=timezone.now()
        ),
        submit=lambda asked: asking.submit_change(
            by=by, service=(region, name), action=action, asked=asked, at=timezone.now()
        ),
        region=region,
        service=name,
    )


def _raise(by: Actor, limit: str) -> Form:
    return Form(
        address=reverse("limits-raise", args=[limit]),
        draft_address=reverse("limits-draft", args=[limit]),
        draft=lambda raw: asking.draft_raise(by=by, limit=limit, raw=raw),
        submit=lambda asked: asking.submit_raise(
            by=by, limit=limit, asked=asked, at=timezone.now()
        ),
        limit=limit,
    )


def _before(request: HttpRequest, by: Actor, form: Form) -> Form:
    """The form with the request that it starts from, and why that one came back."""
    number = whole_number(request.GET.get("again", "")) or None
    said = asking.objection(by=by, number=number) if number else None
    return replace(form, again=number, objection=said)


def _form(request: HttpRequest, by: Actor, form: Form) -> HttpResponse:
    if request.method == "POST":
        return _submit(request, form)
    raw = asking.again(by=by, number=form.again)[3] if form.again else form.blank()
    raw.pop("action", None)
    raw |= _suggested(request, form)
    return _show(request, form, Asked(raw, submission=uuid.uuid4().hex))


def _suggested(request: HttpRequest, form: Form) -> dict[str, str]:
    """What a link fills in: fields of this form, and nothing that a person has to say themselves.

    An interruption is accepted by whoever reads it, never by a link.
    """
    said = answers(request.GET)
    if said.keys() <= {"again"}:
        return {}
    known = {*_fields(form.draft({})), asking.BACK} - {"confirm"}
    return {name: value for name, value in said.items() if name in known}


def _submit(request: HttpRequest, form: Form) -> HttpResponse:
    """One try. The hidden key makes a second click the same submission."""
    asked = Asked(
        answers(request.POST),
        request.POST.get("reason", ""),
        request.POST.get("submission", ""),
    )
    try:
        number = form.submit(asked)
    except NotFound:
        raise
    except Refused as refusal:
        return _show(request, form, asked, refusal)
    messages.success(request, f"Request {number} was sent. Clark opens its pull request now.")
    return redirect("requests-one", number)


def _show(
    request: HttpRequest, form: Form, asked: Asked, refusal: Refused | None = None
) -> HttpResponse:
    """The form, filled as it was sent: nothing that was typed is lost."""
    draft = form.draft(asked.raw)
    context = {
        "form": form,
        "draft": draft,
        "field_names": _field_names(draft),
        "back": _back(form, draft),
        "asked": asked,
        "refusal": refusal,
        "summary": (summary := _summary(draft, refusal) if refusal else ()),
        "problems": {place: said for place, said in summary if place},
    }
    return render(request, "web/asking/page.html", context, status=422 if refusal else 200)


def _preview(request: HttpRequest, form: Form) -> HttpResponse:
    draft = form.draft(answers(request.POST))
    context = {
        "form": form,
        "draft": draft,
        "field_names": _field_names(draft),
        "back": _back(form, draft),
        "problems": {},
    }
    return render(request, "web/asking/update.html", context)


def _summary(draft: Draft, refusal: Refused) -> tuple[tuple[str, str], ...]:
    """Each problem with the form field that mends it; "" where no field does.

    A policy names a path of the manifest: its one-click fix knows the field.
    """
    names = _field_names(draft)
    mends = {
        card.finding.field: card.fix.field
        for card in draft.verdict.findings
        if card.fix is not None
    }
    return tuple(
        (
            each.field if each.field in names else mends.get(each.field, ""),
            _said(each, names, refusal.reason),
        )
        for each in refusal.problems
    )


def _said(problem: Problem, names: Collection[str], heading: str) -> str:
    """The reason and the fix; with the path, where that is not a field one can see.

    What the heading says already is not repeated.
    """
    if problem.field not in names:
        return str(problem)
    repeated = problem.reason == heading and problem.fix
    return problem.fix if repeated else f"{problem.reason} {problem.fix}".rstrip()


def _field_names(draft: Draft) -> tuple[str, ...]:
    """What can be linked to from a list of problems."""
    return (*_fields(draft), "reason", "accept")


def _fields(draft: Draft) -> dict[str, str]:
    return {each.field.name: each.value for section in draft.sections for each in section.fields}


def _back(form: Form, draft: Draft) -> str:
    """The address of this form as it is filled in; "" for that of a limit, which nothing stands in
    the way of."""
    if form.limit:
        return ""
    filled = {name: value for name, value in _fields(draft).items() if value}
    address = f"{form.address}?{urlencode(filled)}" if filled else form.address
    return address if len(address) <= LONGEST_ANSWER else form.address

"""The audit trail: who decided what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clark.flow import audit
from clark.flow.audit import Act, Wanted
from clark.flow.events import Actor
from clark.web.pages import page, wants_fragment, whole_number


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    asked = request.GET
    q, act = asked.get("q", "").strip()[:100], asked.get("act", "")
    person, about = asked.get("person", "")[:254], asked.get("about", "")[:300]
    before = whole_number(asked.get("before", ""))
    wanted = Wanted(q, act, person, about, before=before)
    found = audit.page(by=by, wanted=wanted)
    context = {
        "rows": found.rows,
        "last": found.rows[-1].sequence if found.rows else 0,
        "next": found.next,
        "before": before,
        "standing": audit.standing(by=by),
        "people": audit.people(by=by),
        "acts": tuple(Act),
        "q": q,
        "act": act,
        "person": person,
        "about": about,
        "filtered": any((q, act, person, about, before)),
    }
    template = "web/audit/rows.html" if wants_fragment(request) else "web/audit/page.html"
    return render(request, template, context)

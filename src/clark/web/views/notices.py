"""Notifications: what the person was told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clark.errors import NotFound
from clark.flow import notify
from clark.flow.events import Actor
from clark.web.pages import listing, page, page_number, wants_fragment, whole_number


@require_safe
@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    number = page_number(request)
    rows, total = notify.notices(by=by, page=number)
    context = {"rows": rows, "pager": listing(total, number)}
    template = "web/notices/rows.html" if wants_fragment(request) else "web/notices/page.html"
    return render(request, template, context)


@require_POST
@page
def read(request: HttpRequest, by: Actor) -> HttpResponse:
    """Mark one notice as read, or every one where none is named."""
    said = request.POST.get("id", "")
    number = whole_number(said)
    if said and number is None:
        raise NotFound("There is no such notice.")
    notify.mark_read(by=by, id=number, at=timezone.now())
    return redirect("notices")

"""Home, and the search palette over everything that has a page."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clark.flow import people, provision
from clark.flow import request as asking
from clark.flow.deciding import NO_CUSTOMER
from clark.flow.events import Actor
from clark.web.pages import page, wants_fragment

PAGES: Final = (
    ("home", "Home", "house"),
    ("catalog", "Catalog: ask for something new", "layout-grid"),
    ("services", "Services", "database"),
    ("requests", "Requests", "git-pull-request"),
    ("adopt", "Adopt what exists", "cloud-download"),
    ("review", "Review queue", "list-checks"),
    ("infrastructure", "Infrastructure", "globe"),
    ("infrastructure-plans", "Plans of infrastructure", "globe"),
    ("notices", "Notifications", "bell"),
)
AUDIT: Final = ("audit", "Audit trail: who decided what", "scroll-text")
EXIT: Final = ("exit", "Leave Clark", "log-out")
CUSTOMERS: Final = ("customers", "Customers: bring one to Clark", "building-2")


@require_safe
@page
def home(request: HttpRequest, by: Actor) -> HttpResponse:
    if by.customer_id == NO_CUSTOMER:
        return redirect("customers")
    template = "web/home/live.html" if wants_fragment(request) else "web/home/page.html"
    return render(request, template, {"shown": people.home(by=by, now=timezone.now())})


@require_safe
@page
def frame(request: HttpRequest, _: Actor) -> HttpResponse:
    """The sidebar and the bell again, with today's counts."""
    return render(request, "web/frame/update.html")


@require_safe
@page
def search(request: HttpRequest, by: Actor) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    services = provision.services(by=by, q=q)[0][:6] if q else ()
    requests = asking.requests(by=by, q=q)[0][:6] if q else ()
    own = ((AUDIT, by.may_review), (CUSTOMERS, by.may_onboard), (EXIT, by.may_leave))
    shown = (*PAGES, *(each for each, may in own if may))
    pages = [
        (reverse(name), label, icon) for name, label, icon in shown if q.lower() in label.lower()
    ]
    context = {"q": q, "services": services, "requests": requests, "pages": pages}
    return render(request, "web/palette.html", context)

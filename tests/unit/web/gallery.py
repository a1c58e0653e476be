"""Every page of the dashboard with sample values, rendered without a database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve

from clark.errors import Problem, Refused, TryLater
from clark.flow.people import PersonCard
from clark.flow.request import Asked
from clark.flow.request.cards import DecisionCard
from clark.web.context import NavItem
from clark.web.pages import ENVIRONMENTS, listing
from clark.web.views.asking import Form
from clark.web.views.requests import STATES
from tests.unit.web import samples as s
from tests.unit.web.samples import audit as a
from tests.unit.web.samples import customers as c
from tests.unit.web.samples import exits as e
from tests.unit.web.samples import infrastructure as i
from tests.unit.web.samples import limits as li
from tests.unit.web.samples import offerings as o
from tests.unit.web.samples import policies as po
from tests.unit.web.samples import raising as ra
from tests.unit.web.samples import repositories as re
from tests.unit.web.samples.ground import before

REFUSAL: Final = Refused(
    "2 things to fix",
    (Problem("service", "It is not a name.", "Use small letters."), Problem("", "Something else.")),
)


@dataclass(frozen=True)
class Page:
    template: str
    address: str
    context: Mapping[str, Any]


def _never(*_: object) -> Any:
    raise AssertionError("A page shows what it was given.")


def _form(
    draft: Any,
    refusal: Refused | None = None,
    service: str = "",
    objection: DecisionCard | None = None,
) -> dict[str, Any]:
    names = [each.field.name for section in draft.sections for each in section.fields]
    return {
        "form": Form(
            "/catalog/databases/",
            "/catalog/databases/draft/",
            _never,
            _never,
            "us-east-1" if service else "",
            service,
            again=483 if objection else None,
            objection=objection,
        ),
        "draft": draft,
        "field_names": (*names, "reason", "accept"),
        "asked": Asked({}, s.NASTY, "5e0f"),
        "refusal": refusal,
        "summary": [(each.field, each.reason) for each in refusal.problems] if refusal else (),
        "problems": {each.field: each.reason for each in refusal.problems} if refusal else {},
    }


def _raise(draft: Any, **more: Any) -> dict[str, Any]:
    address = "/limits/few/raise/"
    form = Form(address, f"{address}draft/", _never, _never, limit="few")
    asked = Asked({"back": f"/catalog/{s.NASTY}"}, s.NASTY, "5e0f")
    return {**_form(draft), "form": form, "asked": asked, **more}


def _request(shown: Any, **more: Any) -> dict[str, Any]:
    number = shown.row.number
    return {
        "shown": shown,
        "topic": f"request/{number}",
        "here": f"/requests/{number}/",
        "audited": True,
        **more,
    }


def _list(rows: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    return {
        "rows": rows,
        "pager": listing(170 if rows else 0, 2),
        "q": s.NASTY,
        "filtered": False,
        **more,
    }


SERVICE_LIST: Final = {
    "region": "us-east-1",
    "environments": ENVIRONMENTS,
    "kinds": [("RDSInstance", "PostgreSQL database")],
    "healths": ["Healthy", "Degraded"],
}
PAGES: Final[Mapping[str, Page]] = {
    "sign-in": Page(
        "web/sign_in.html",
        "/sign-in/",
        {
            "samples": (
                PersonCard("maya", "Maya Chen", "developer", "orders", "TechCorp"),
                PersonCard("ravi", "Ravi Patel", "reviewer", "platform", "TechCorp"),
            ),
            "problem": "Too old.",
            "next": s.NASTY,
        },
    ),
    "home": Page("web/home/page.html", "/", {"shown": s.HOME}),
    "home-empty": Page("web/home/page.html", "/", {"shown": s.EMPTY_HOME}),
    "catalog": Page("web/catalog/page.html", "/catalog/", {"shown": s.CATALOG}),
    "catalog-empty": Page("web/catalog/page.html", "/catalog/", {"shown": s.EMPTY_CATALOG}),
    **{
        name: Page(f"web/catalog/{template}.html", address, context)
        for name, (template, address, context) in o.PAGES.items()
    },
    **{
        name: Page(f"web/limits/{template}.html", "/limits/", context)
        for name, (template, context) in li.PAGES.items()
    },
    **{
        name: Page(f"web/repositories/{template}.html", "/repositories/", context)
        for name, (template, context) in re.PAGES.items()
    },
    **{
        name: Page(f"web/policies/{template}.html", "/policies/", context)
        for name, (template, context) in po.PAGES.items()
    },
    **{
        f"{name}-{standing}": Page(
            f"web/{name}/page.html",
            address,
            {"shown": sample, "frame": replace(s.FRAME, standing=standing)},
        )
        for name, address, sample in (("home", "/", s.HOME), ("catalog", "/catalog/", s.CATALOG))
        for standing in ("leaving", "left")
    },
    "home-one": Page("web/home/page.html", "/", {"shown": replace(s.EMPTY_HOME, services=1)}),
    "form": Page("web/asking/page.html", "/catalog/databases/", _form(s.DRAFT)),
    "form-again": Page(
        "web/asking/page.html",
        "/catalog/databases/",
        _form(
            s.DRAFT,
            objection=DecisionCard("Ravi Patel", "change", s.NASTY, before(minutes=9), "", ""),
        ),
    ),
    "form-refused": Page(
        "web/asking/page.html", "/catalog/databases/", _form(s.EMPTY_DRAFT, REFUSAL)
    ),
    "form-update": Page("web/asking/update.html", "/catalog/databases/draft/", _form(s.DRAFT)),
    "form-over-a-limit": Page(
        "web/asking/page.html",
        "/catalog/databases/",
        {**_form(ra.OVER_DRAFT), "back": "/catalog/databases/?service=orders&size=large"},
    ),
    "raise": Page("web/asking/page.html", "/limits/few/raise/", _raise(ra.RAISE_DRAFT)),
    "raise-update": Page(
        "web/asking/update.html", "/limits/few/raise/draft/", _raise(ra.RAISE_DRAFT)
    ),
    "request-raise": Page("web/requests/page.html", "/requests/483/", _request(ra.RAISE_REQUEST)),
    "request-held": Page("web/requests/page.html", "/requests/483/", _request(ra.HELD_REQUEST)),
    "resize": Page(
        "web/asking/page.html",
        "/services/us-east-1/x/change/class/",
        _form(s.RESIZE_DRAFT, service="order-service-db-prod"),
    ),
    "resize-at": Page(
        "web/asking/page.html",
        "/services/us-east-1/x/change/class/",
        _form(s.TIMED_DRAFT, service="order-service-db-prod"),
    ),
    "resize-update": Page(
        "web/asking/update.html",
        "/services/us-east-1/x/change/class/draft/",
        _form(s.RESIZE_DRAFT, service="order-service-db-prod"),
    ),
    "delete": Page(
        "web/asking/page.html",
        "/services/us-east-1/x/change/delete/",
        _form(s.DELETE_DRAFT, service="order-service-db-prod"),
    ),
    "delete-unconfirmed": Page(
        "web/asking/page.html",
        "/services/us-east-1/x/change/delete/",
        _form(
            replace(s.DELETE_DRAFT, verdict=s.EMPTY_DRAFT.verdict, files=()),
            service="order-service-db-prod",
        ),
    ),
    "requests": Page(
        "web/requests/list.html",
        "/requests/",
        _list((s.ROW, s.WAITING, s.DONE, s.STOPPED, ra.ROW), state="open", states=STATES),
    ),
    "requests-none": Page("web/requests/list.html", "/requests/", _list(())),
    "requests-filtered": Page("web/requests/rows.html", "/requests/", _list((), filtered=True)),
    "queue": Page(
        "web/requests/queue.html",
        "/review/",
        _list((s.LATE, s.QUEUED, ra.QUEUED), environments=ENVIRONMENTS),
    ),
    "queue-none": Page("web/requests/queue.html", "/review/", _list((), environments=ENVIRONMENTS)),
    "queue-filtered": Page("web/requests/queue_rows.html", "/review/", _list((), filtered=True)),
    "request": Page("web/requests/page.html", "/requests/483/", _request(s.REQUEST)),
    "request-unopened": Page(
        "web/requests/page.html", "/requests/483/", _request(s.UNOPENED_REQUEST)
    ),
    "request-line": Page(
        "web/requests/page.html", "/requests/483/", _request(s.REQUEST, on=s.SPOT.key)
    ),
    "request-line-refused": Page(
        "web/requests/page.html",
        "/requests/483/comment/",
        _request(s.REQUEST, on=s.SPOT.key, refusal=REFUSAL, comment=s.NASTY),
    ),
    "request-again": Page("web/requests/live.html", "/requests/483/", _request(s.REQUEST)),
    "request-checked": Page(
        "web/requests/live.html", "/requests/483/", _request(s.UNOPENED_REQUEST)
    ),
    "request-moved": Page("web/requests/live.html", "/requests/483/", _request(s.MOVED_REQUEST)),
    "request-hurried": Page(
        "web/requests/page.html", "/requests/483/", _request(s.HURRIED_REQUEST)
    ),
    "request-timed": Page("web/requests/page.html", "/requests/483/", _request(s.TIMED_REQUEST)),
    "request-watched": Page(
        "web/requests/live.html", "/requests/483/", _request(s.WATCHED_REQUEST)
    ),
    "request-ended": Page("web/requests/page.html", "/requests/461/", _request(s.ENDED_REQUEST)),
    "request-refused": Page(
        "web/requests/page.html",
        "/requests/483/",
        _request(
            s.REQUEST,
            refusal=Refused("Say why.", (Problem("comment", "The author needs it."),)),
            comment=s.NASTY,
        ),
    ),
    "services": Page(
        "web/services/list.html",
        "/services/",
        _list((s.SERVICE_ROW, s.HEALTHY, s.BROKEN_ROW), **SERVICE_LIST),
    ),
    "services-none": Page("web/services/list.html", "/services/", _list((), **SERVICE_LIST)),
    "services-filtered": Page("web/services/rows.html", "/services/", _list((), filtered=True)),
    "service": Page(
        "web/services/page.html",
        "/services/us-east-1/order-service-db-prod/",
        {"shown": s.SERVICE, "topic": "service/us-east-1/order-service-db-prod", "click": "5e0f"},
    ),
    "service-broken": Page(
        "web/services/page.html",
        "/services/us-east-1/files-prod/",
        {"shown": s.BROKEN_SERVICE, "topic": "service/us-east-1/files-prod"},
    ),
    "service-nodes": Page(
        "web/services/page.html",
        "/services/us-east-1/batch-prod/",
        {"shown": s.NODES, "topic": "service/us-east-1/batch-prod"},
    ),
    **{
        name: Page(f"web/infrastructure/{template}.html", address, context)
        for name, (template, address, context) in i.PAGES.items()
    },
    **{
        name: Page(f"web/customers/{template}.html", address, context)
        for name, (template, address, context) in c.PAGES.items()
    },
    **{
        name: Page(f"web/exit/{template}.html", "/exit/", context)
        for name, (template, context) in e.PAGES.items()
    },
    "plans": Page(
        "web/infrastructure/plans.html",
        "/infrastructure/plans/",
        _list((i.PLAN_ROW, i.REFUSED.row), states=("open",)),
    ),
    "plans-none": Page("web/infrastructure/plans.html", "/infrastructure/plans/", _list(())),
    "plans-filtered": Page(
        "web/infrastructure/plan_rows.html", "/infrastructure/plans/", _list((), filtered=True)
    ),
    **{
        name: Page(f"web/audit/{template}.html", "/audit/", context)
        for name, (template, context) in a.PAGES.items()
    },
    "notices": Page("web/notices/page.html", "/notices/", _list(s.NOTICES)),
    **{
        f"notices-{standing}": Page(
            "web/notices/page.html",
            "/notices/",
            _list((), frame=replace(s.FRAME, standing=standing)),
        )
        for standing in ("leaving", "left")
    },
    "notices-none": Page("web/notices/page.html", "/notices/", _list(())),
    **{
        name: Page(f"web/adoption/{template}.html", address, context)
        for name, (template, address, context) in s.ADOPTION.items()
    },
    "palette": Page(
        "web/palette.html",
        "/search/",
        {
            "q": s.NASTY,
            "services": (s.SERVICE_ROW,),
            "requests": (s.ROW, s.STOPPED),
            "pages": [("/", "Home", "house")],
        },
    ),
    "palette-none": Page("web/palette.html", "/search/", {"q": s.NASTY}),
    "frame": Page("web/frame/update.html", "/frame/", {}),
    "400": Page("web/errors/400.html", "/", {"refusal": REFUSAL}),
    "400-plain": Page("web/errors/400.html", "/", {}),
    "403": Page("web/errors/403.html", "/", {}),
    "403-form": Page("web/errors/403.html", "/", {"form": True}),
    "404": Page("web/errors/404.html", "/", {}),
    "500": Page("web/errors/500.html", "/", {}),
    "503": Page("web/errors/503.html", "/", {"outage": TryLater(s.NASTY)}),
}


def shown(name: str, theme: str = "auto") -> str:
    """The HTML of one page."""
    page = PAGES[name]
    around = _around(page.address, theme)
    return render_to_string(page.template, {**around, **page.context}, request=_asked(page.address))


def _asked(address: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    return request


def _around(address: str, theme: str) -> dict[str, Any]:
    """What `clark.web.context.frame` adds, from samples. Later context wins over processors."""
    nav: Callable[..., NavItem] = NavItem
    return {
        "frame": s.FRAME,
        "frame_address": "/frame/?at=home",
        "frame_topic": "notices/7",
        "nav": {
            "everyone": (
                nav("Home", "house", "/", 0, address == "/"),
                nav("Catalog", "layout-grid", "/catalog/", 0, address.startswith("/catalog")),
                nav("Services", "database", "/services/", 0, address.startswith("/services")),
                nav(
                    "Requests", "git-pull-request", "/requests/", 2, address.startswith("/requests")
                ),
            ),
            "reviewers": (
                nav("Review queue", "list-checks", "/review/", 4, address == "/review/"),
            ),
            "owners": (nav("Leave Clark", "log-out", "/exit/", 0, address == "/exit/"),),
        },
        "theme": theme,
        "local": True,
    }

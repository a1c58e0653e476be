"""What every page shows around itself: who is signed in, where one can go, how the regions are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from clark.errors import NotFound
from clark.flow import people
from clark.flow.cards import Frame
from clark.web.seats import seated


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    address: str
    count: int
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazy throughout: a fragment or an error page that shows no frame asks for none."""
    shown = SimpleLazyObject(lambda: _frame(request))
    theme = request.COOKIES.get("theme", "")
    return {
        "frame": shown,
        "frame_address": f"{reverse('frame')}?at={_area(request)}",
        "frame_topic": SimpleLazyObject(lambda: f"notices/{request.user.pk}"),
        "nav": SimpleLazyObject(lambda: _nav(request, shown)),
        "theme": theme if theme in {"light", "dark"} else "auto",
        "local": settings.LOCAL,
    }


def _frame(request: HttpRequest) -> Frame | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        return people.frame(by=seated(request))
    except NotFound:
        return None


def _area(request: HttpRequest) -> str:
    """Which entry of the sidebar is lit: the first word of the address's name.

    The sidebar also fetches itself, and says then for which page.
    """
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    return request.GET.get("at", "") if name == "frame" else name.split("-")[0]


def _nav(request: HttpRequest, shown: Any) -> dict[str, tuple[NavItem, ...]]:
    area = _area(request)

    def item(name: str, label: str, icon: str, count: int = 0) -> NavItem:
        return NavItem(label, icon, reverse(name), count, area == name)

    return {
        "everyone": (
            item("home", "Home", "house"),
            item("catalog", "Catalog", "layout-grid"),
            item("services", "Services", "database"),
            item("requests", "Requests", "git-pull-request", shown.open_requests),
            item("repositories", "Repositories", "git-branch", shown.flagged),
            item("policies", "Policies", "shield-check"),
            item("limits", "Limits", "gauge"),
            item("adopt", "Adopt", "cloud-download"),
        ),
        "reviewers": (
            item("review", "Review queue", "list-checks", shown.to_review),
            *([item("infrastructure", "Infrastructure", "globe")] if shown.infrastructure else []),
            item("audit", "Audit trail", "scroll-text"),
        )
        if shown.may_review
        else (),
        "owners": (item("exit", "Leave Clark", "log-out"),) if shown.may_leave else (),
        "engineers": (item("customers", "Customers", "building-2"),) if shown.may_onboard else (),
    }

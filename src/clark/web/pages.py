"""How a view is written: it is given who asks, makes one call, and renders.

`page` turns away who is not signed in, and turns the two families of errors into answers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from clark.errors import NotFound, Refused, TryLater
from clark.flow import people
from clark.flow.events import Actor
from clark.flow.inputs import PAGE
from clark.web.seats import outdated, seated

# As the paths of the GitOps repository name them.
ENVIRONMENTS: Final = ("dev", "staging", "prod")
MOST_DIGITS: Final = 9  # PostgreSQL's integers have room for as many

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Actor, Arguments], HttpResponse]


def page(view: View[Arguments]) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Wrap a view that wants the signed-in actor as its second argument."""

    @wraps(view)
    def answer(
        request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated or request.user.pk is None:
            return _sign_in_first(request)
        try:
            by = seated(request)
            with people.serving(by):
                return outdated(request, by) or view(request, by, *args, **kwargs)
        except NotFound as missing:
            raise Http404(missing.reason) from missing
        except Refused as refusal:
            return render(request, "web/errors/400.html", {"refusal": refusal}, status=400)
        except TryLater as outage:
            return unavailable(request, outage)

    return cast(Callable[Concatenate[HttpRequest, Arguments], HttpResponse], answer)


def unavailable(request: HttpRequest, outage: TryLater) -> HttpResponse:
    reply = render(request, "web/errors/503.html", {"outage": outage}, status=503)
    reply["Retry-After"] = str(int(outage.after or 10))
    return reply


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asks for a part of the page, and not for the whole after a step back."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def answers(data: QueryDict) -> dict[str, str]:
    """Form fields by name. Of several values the last counts: a switch sends off, then on."""
    own = {"csrfmiddlewaretoken", "submission", "reason"}
    return {key: value for key, value in data.items() if key not in own and isinstance(value, str)}


def page_before(request: HttpRequest) -> str:
    """The address of Clark's own page that a form was sent from; "" where it is not known."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return ""
    return urlsplit(said)._replace(scheme="", netloc="").geturl()


def whole_number(said: str) -> int | None:
    """A number as a browser sends it; None for what is none, or is too long."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else None


def page_number(request: HttpRequest) -> int:
    return whole_number(request.GET.get("page", "")) or 1


def listing(total: int, number: int) -> dict[str, Any]:
    """What the pager shows: which rows of how many, and the neighbours."""
    return {
        "total": total,
        "number": number,
        "first": (number - 1) * PAGE + 1 if total else 0,
        "last": min(total, number * PAGE),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number * PAGE < total else None,
    }


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """A fragment cannot show the sign-in page: the script says so beside what was typed."""
    if wants_fragment(request):
        return HttpResponse("Sign in first.", status=401, content_type="text/plain")
    return redirect_to_login(
        request.get_full_path() if request.method == "GET" else page_before(request) or "/"
    )

"""Signing in and out.

On the local platform one click signs in a sample person, and `clark` prints signed links. Both are
refused anywhere else: there, people come from the customer's own identity provider.
"""

from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clark.errors import NotFound
from clark.flow import people

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _by_name(request, request.POST.get("username", ""), request.POST.get("next", ""))
    if request.user.is_authenticated:
        return redirect(_safe(request, request.GET.get("next", "")))
    return _door(request, next=request.GET.get("next", ""))


@sensitive_variables("token")
@require_safe
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a printed link. `?next=` may name a page of Clark."""
    _only_here()
    try:
        actor = people.by_sign_in_token(token)
    except NotFound as refusal:
        return _door(request, problem=refusal.reason, status=403)
    return _enter(request, actor.id, request.GET.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def _by_name(request: HttpRequest, username: str, target: str) -> HttpResponse:
    _only_here()
    try:
        actor = people.by_username(username)
    except NotFound:
        return _door(request, problem="Nobody here has this name.", next=target, status=403)
    return _enter(request, actor.id, target)


def _enter(request: HttpRequest, person_id: int, target: str) -> HttpResponse:
    person = get_user_model()._default_manager.get(pk=person_id)
    login(request, person, backend=BACKEND)  # rotates the session's key and the CSRF token
    return redirect(_safe(request, target))


def _only_here() -> None:
    if not settings.LOCAL:
        raise Http404("One-click sign-in exists on the local platform only.")


def _door(
    request: HttpRequest, *, problem: str = "", next: str = "", status: int = 200
) -> HttpResponse:
    samples = people.samples() if settings.LOCAL else ()
    context = {"samples": samples, "problem": problem, "next": next}
    return render(request, "web/sign_in.html", context, status=status)


def _safe(request: HttpRequest, target: str) -> str:
    """The page to go to; home when the address leads elsewhere (open redirect)."""
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure()):
        return target
    return reverse("home")

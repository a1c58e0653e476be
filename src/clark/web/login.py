"""Signing in and out.

On the local platform one click signs in a sample person, and `clark` prints signed links. Both are
refused anywhere else: there, people come from the customer's own identity provider.
"""

from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clark.flow import people

SALT: Final = "clark.web.login"
# A printed link outlives a coffee break, and not the night.
LINK_SECONDS: Final = 8 * 3600
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def link(username: str) -> str:
    """The path that signs this person in, until it is too old."""
    return reverse("sign-in-link", args=[signing.dumps(username, salt=SALT)])


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _enter(request, request.POST.get("username", ""), request.POST.get("next", ""))
    if request.user.is_authenticated:
        return redirect(_safe(request, request.GET.get("next", "")))
    return _door(request, next=request.GET.get("next", ""))


@sensitive_variables("token")
@require_safe
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a printed link. `?next=` may name a page of Clark."""
    try:
        username = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return _door(request, problem="This link is too old, or was not copied whole.", status=403)
    return _enter(request, str(username), request.GET.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def _enter(request: HttpRequest, username: str, target: str) -> HttpResponse:
    if not settings.LOCAL:
        raise Http404("One-click sign-in exists on the local platform only.")
    person = get_user_model()._default_manager.filter(username=username, is_active=True).first()
    if person is None:
        return _door(request, problem="Nobody here has this name.", next=target, status=403)
    login(request, person, backend=BACKEND)  # rotates the session's key and the CSRF token
    return redirect(_safe(request, target))


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

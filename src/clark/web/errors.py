"""Pages for what went wrong, in the same look. None of them shows more than it must."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clark.web.pages import page_before


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "web/errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    context = {"form": True, "back": page_before(request)}
    return render(request, "web/errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "web/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Shows no frame: the database may be what is broken."""
    return render(request, "web/errors/500.html", status=500)

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from clark.api.answers import Refusal
from clark.api.app import api


@csrf_exempt  # it does nothing
def nothing_here(http: HttpRequest, at: str = "") -> HttpResponse:
    """Programs are told in the shape of every other refusal, and not by a page."""
    reason = f"The API has no /api/{at}. What it has is listed at /api/docs."
    return api.create_response(http, Refusal(reason=reason, problems=[]), status=404)


urlpatterns = [path("", nothing_here), path("", api.urls), path("<path:at>", nothing_here)]

"""The HTTP API: each endpoint parses, makes one call and translates the result or the refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from clark.api import (
    adoption,
    audit,
    catalog,
    customers,
    events,
    exits,
    infrastructure,
    limits,
    notices,
    policies,
    practices,
    repositories,
    requests,
    services,
    tokens,
)
from clark.api.amiss import told
from clark.api.answers import FieldProblem, Refusal, Renderer, actor, refusal_of
from clark.errors import NotFound, Refused, TryLater
from clark.flow.events import Actor
from clark.flow.people import by_token, serving

Answer = TypeVar("Answer")
Operation = Callable[..., Answer]


def described(*, local: bool) -> str:
    """What stands on top of the page of the API: with the banner of the other pages."""
    said = "Ask for services, decide about requests, and follow both."
    note = "**Local platform:** for trying Clark. Not AWS: everything here runs on this machine."
    return f"{said}\n\n{note}" if local else said


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`, from `clark login`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """`Clark-Customer: SLUG` names another customer that the person works for."""
        return by_token(token, request.headers.get("Clark-Customer", ""), at=timezone.now())


def served(operation: Operation[Answer]) -> Operation[Answer]:
    """The database keeps to the customer of whoever asks."""

    @wraps(operation)
    def answer(http: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        with serving(actor(http)):
            return operation(http, *args, **kwargs)

    return answer


api = NinjaAPI(
    title="Clark",
    version="1",
    description=described(local=settings.LOCAL),
    auth=Bearer(),
    renderer=Renderer(),
    urls_namespace="api",
    docs_url="/docs",
)
api.add_decorator(served)
api.add_router("/catalog", catalog.router, tags=["catalog"])
api.add_router("/requests", requests.router, tags=["requests"])
api.add_router("/services", services.router, tags=["services"])
api.add_router("/practices", practices.router, tags=["services"])
api.add_router("/infrastructure", infrastructure.router, tags=["infrastructure"])
api.add_router("/policies", policies.router, tags=["policies"])
api.add_router("/limits", limits.router, tags=["limits"])
api.add_router("/repositories", repositories.router, tags=["repositories"])
api.add_router("/adoption", adoption.router, tags=["adoption"])
api.add_router("/customers", customers.router, tags=["customers"])
api.add_router("/exit", exits.router, tags=["exit"])
api.add_router("/events", events.router, tags=["events"])
api.add_router("/audit", audit.router, tags=["audit"])
api.add_router("/notices", notices.router, tags=["notices"])
api.add_router("/token", tokens.router, tags=["token"])


@api.exception_handler(Refused)
def refused(http: HttpRequest, error: Refused) -> HttpResponse:
    status = 404 if isinstance(error, NotFound) else 422
    return api.create_response(http, refusal_of(error), status=status)


@api.exception_handler(TryLater)
def try_later(http: HttpRequest, error: TryLater) -> HttpResponse:
    body = Refusal(reason=str(error), problems=[])
    answer = api.create_response(http, body, status=503)
    answer["Retry-After"] = str(int(error.after or 2))
    return answer


@api.exception_handler(ValidationError)
def unusable(http: HttpRequest, error: ValidationError) -> HttpResponse:
    """What has not the shape of the schema, in the same words as every other refusal."""
    problems = [FieldProblem(field=field, reason=why) for field, why in told(error.errors)]
    body = Refusal(reason="This is not what is expected here.", problems=problems)
    return api.create_response(http, body, status=422)


@api.exception_handler(AuthenticationError)
def nobody(http: HttpRequest, _: AuthenticationError) -> HttpResponse:
    body = Refusal(reason="Say who you are: Authorization: Bearer TOKEN.", problems=[])
    return api.create_response(http, body, status=401)


@api.exception_handler(HttpError)
def unreadable(http: HttpRequest, error: HttpError) -> HttpResponse:
    body = Refusal(reason=str(error), problems=[])
    return api.create_response(http, body, status=error.status_code)


@api.exception_handler(RecursionError)
def too_deep(http: HttpRequest, _: RecursionError) -> HttpResponse:
    body = Refusal(reason="This is nested too deeply.", problems=[])
    return api.create_response(http, body, status=400)

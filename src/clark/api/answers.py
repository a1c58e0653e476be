"""Shapes that several endpoints answer with."""

from typing import Any, cast

from django.http import HttpRequest
from ninja import Schema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from clark.errors import Refused
from clark.flow.events import Actor


class FieldProblem(Schema):
    field: str
    reason: str
    fix: str = ""


class Refusal(Schema):
    """Why something was not done: every reason at once."""

    reason: str
    problems: list[FieldProblem]


def refusal_of(error: Refused) -> Refusal:
    problems = [
        FieldProblem(field=each.field, reason=each.reason, fix=each.fix) for each in error.problems
    ]
    return Refusal(reason=error.reason, problems=problems)


def actor(http: HttpRequest) -> Actor:
    """Who the bearer token speaks for."""
    return cast(Actor, http.auth)  # type: ignore[attr-defined]  # ninja sets it


REFUSALS = {400: Refusal, 401: Refusal, 404: Refusal, 422: Refusal, 503: Refusal}


class Encoder(NinjaJSONEncoder):
    """Sets in a fixed order."""

    def default(self, o: Any) -> Any:
        return sorted(o) if isinstance(o, frozenset) else super().default(o)


class Renderer(JSONRenderer):
    encoder_class = Encoder

"""The WSGI application: who may ask, where it goes, and how errors are told."""

import hmac
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from clark.errors import NotFound, Refused, TryLater
from clark.local.githost import api, pages, transport
from clark.local.githost.git import GitFailed
from clark.local.githost.host import Host
from clark.local.tokens import CLARK, for_clark, narrowed
from clark.ports.githost import Moved

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("clark.githost")

LARGEST_JSON = 64 * 1024 * 1024  # bytes
GIT = "/<owner>/<name>.git"
TRANSPORT = [
    Rule(f"{GIT}/info/refs", methods=["GET"], endpoint="advertise"),
    *(
        Rule(f"{GIT}/{service}", methods=["POST"], endpoint=service)
        for service in transport.SERVICES
    ),
]


class App:
    """Serves one `Host` to those who present its token; the repositories of one organization to
    those who present that organization's; and those of them that it shares with Clark to Clark.
    See `clark.local.tokens`."""

    def __init__(self, host: Host, token: str) -> None:
        self._host = host
        self._token = token
        self._routes = Map([*TRANSPORT, *api.RULES, *pages.RULES])

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path == "/health":
            return Response("ok\n")
        if request.path == "/style.css":
            return Response(pages.STYLE, content_type="text/css")
        try:
            endpoint, at = self._match(request)
            if self._is_clark(request, at.get("owner", "")):
                self._shared_with_clark(endpoint, at)
            return self._act(endpoint, at, request)
        except HTTPException as error:
            return _closing(error.get_response(request.environ))
        except Exception as error:
            return _closing(_told(error))

    def _act(self, endpoint: Any, at: Mapping[str, Any], request: Request) -> Response:
        if endpoint in transport.SERVICES:
            return transport.serve(self._host.repository(api.name(at)), endpoint, request)
        if endpoint == "advertise":
            return transport.advertise(self._host.repository(api.name(at)), request)
        request.max_content_length = LARGEST_JSON
        if endpoint in pages.PAGES:
            return pages.PAGES[endpoint](pages.Visit(self._host, request.host_url, at))
        if endpoint is api.create:
            return _json(api.create(self._host, request, at))
        return _json(endpoint(api.Asked(self._host.repository(api.name(at)), request, at)))

    def _match(self, request: Request) -> tuple[Any, Mapping[str, Any]]:
        """The route; it says which organization is asked for. Raises `HTTPException`."""
        try:
            endpoint, at = self._routes.bind_to_environ(request.environ).match()
        except HTTPException:
            self._authenticate(request, "")
            raise
        self._authenticate(request, at.get("owner", ""))
        return endpoint, at

    def _authenticate(self, request: Request, organization: str) -> None:
        """Raises `Unauthorized` unless a token is the password, or the bearer token."""
        opens = [self._token]
        if organization:
            opens.append(narrowed(self._token, organization))
            opens.append(for_clark(self._token, organization))
        if not any([_shows(request, each) for each in opens]):  # noqa: C419 - in constant time
            raise Unauthorized(www_authenticate=_challenge())

    def _is_clark(self, request: Request, organization: str) -> bool:
        return bool(organization) and _shows(request, for_clark(self._token, organization))

    def _shared_with_clark(self, endpoint: Any, at: Mapping[str, Any]) -> None:
        """Raises `NotFound` where Clark is no collaborator: as if there were no such repository.

        Who may make repositories in an organization is told which names are taken, and by whom.
        """
        name = api.name(at)
        if endpoint in (api.create, api.show) or not self._host.has(name):
            return
        _, collaborators = self._host.repository(name).records.about()
        if CLARK not in collaborators:
            raise NotFound(f"There is no repository {name} that Clark may open.")


def _shows(request: Request, token: str) -> bool:
    given = request.authorization
    shown = (given.password or given.token or "").encode() if given is not None else b""
    return hmac.compare_digest(shown, token.encode())


def _challenge() -> WWWAuthenticate:
    return WWWAuthenticate("basic", {"realm": "Clark's local Git host: the token is the password"})


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, content_type="application/json")


def _told(error: Exception) -> Response:
    if isinstance(error, Refused):
        problems = [asdict(problem) for problem in error.problems]
        told = {"reason": error.reason, "problems": problems}
        return _json(told, 404 if isinstance(error, NotFound) else 422)
    if isinstance(error, Moved):
        return _json({"reason": str(error)}, 409)
    if isinstance(error, TryLater | GitFailed | OSError):
        log.error("%s", error)
        return _json({"reason": "The Git host cannot do that now."}, 503)
    raise error


def _closing(response: Response) -> Response:
    """What was sent may be unread; on a kept connection it would be taken for the next request."""
    response.headers["Connection"] = "close"
    return response

"""The HTTP door: health, observation, addresses, and Secrets for the login proof."""

import hmac
import json
import threading
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from clark.errors import TryLater
from clark.local.controlplane.addresses import addresses
from clark.local.controlplane.observation import encode
from clark.local.controlplane.state import State
from clark.local.dataplane import DataPlane

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Door:
    """A WSGI application. `token` is what callers must present, except for health."""

    def __init__(self, state: State, region: str, token: str, dataplane: DataPlane) -> None:
        self._state = state
        self._region = region
        self._token = token
        self._dataplane = dataplane
        self._boot = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._encoded: tuple[str, bytes] = ("", b"")

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        response = self._answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        parts = request.path.strip("/").split("/")
        if request.method != "GET":
            return Response(status=405)
        if parts == ["health"]:
            return _json({"ok": True, "region": self._region})
        said = request.headers.get("Authorization", "")
        if not hmac.compare_digest(said.encode(), f"Bearer {self._token}".encode()):
            return Response(status=401)
        if parts == ["observation"]:
            return self._observation(request)
        if parts == ["addresses"]:
            return self._addresses()
        if parts[0] == "secrets" and len(parts) == 3:
            return self._secret(parts[1], parts[2])
        return Response(status=404)

    def _observation(self, request: Request) -> Response:
        """Encoded once for each change; whoever has it already (If-None-Match) gets no body."""
        with self._lock, self._state.still() as revision:
            tag = f"{self._boot}-{revision}"
            if request.if_none_match.contains(tag):
                return Response(status=304, headers={"ETag": f'"{tag}"'})
            if self._encoded[0] != tag:
                self._encoded = (tag, encode(self._state, self._region))
            response = Response(self._encoded[1], mimetype="application/json")
        response.set_etag(tag)
        return response

    def _addresses(self) -> Response:
        try:
            engines = self._dataplane.list()
        except TryLater as error:
            return Response(str(error), 503)
        return _json(addresses(self._state.objects(), engines, self._region))

    def _secret(self, namespace: str, name: str) -> Response:
        secret = self._state.secret(namespace, name)
        return _json(dict(secret.data)) if secret else Response(status=404)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")

"""The front door: one request at a time through moto, and nothing answered before it is saved."""

import hmac
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from clark.local.aws import faults, refusals, regions, rights
from clark.local.aws.calls import Call, identify
from clark.local.aws.identity import REGIONS
from clark.local.aws.persistence import Store
from clark.local.tokens import for_reading

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("clark.aws")

REFUSALS: Final = {faults.ERROR: refusals.FAILED, faults.THROTTLE: refusals.THROTTLED}
# Only names that lead to this machine: a page on another site may call itself anything else.
HOST: Final = re.compile(r"([a-z0-9.-]+\.)?(localhost|127\.0\.0\.1)(:\d+)?")


class Gate:
    """A WSGI application around moto's. It knows two access key ids: `token`, which may do
    anything, and the one made of it that only reads."""

    def __init__(self, store: Store, lock: threading.RLock, token: str) -> None:
        self._token, self._reader = token, for_reading(token)
        self._store = store
        self._lock = lock
        self._faults = faults.Faults()
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        return self._answer(environ)(environ, start_response)

    def _answer(self, environ: "WSGIEnvironment") -> "WSGIApplication":
        path = environ["PATH_INFO"]
        if not HOST.fullmatch(environ.get("HTTP_HOST", "")):
            return _json({"error": "Ask for 127.0.0.1."}, 403)
        if environ.get("HTTP_ORIGIN") is not None:  # no SDK sends it; a form on a web page does
            return _json({"error": "Web pages may not ask."}, 403)
        if path in ("/health", "/_clark/health"):
            return _json({"ok": True, "regions": REGIONS})
        if path == "/_clark/faults":
            return self._plan_fault(Request(environ))
        call = identify(environ)
        if not _same(call.key, self._token):
            if not _same(call.key, self._reader):
                return refusals.unknown_key(call)
            if not rights.reads(call, path):
                return refusals.denied(call)
        if path.startswith("/moto-api"):
            return _json({"error": "The local AWS has no such page."}, 404)
        return self._call(call, environ)

    def _call(self, call: Call, environ: "WSGIEnvironment") -> "WSGIApplication":
        began = time.monotonic()
        fault = self._faults.take(call)
        kind = fault.kind if fault else ""
        if fault and kind == faults.SLOW:
            time.sleep(fault.seconds)
        if kind in REFUSALS:
            response = refusals.answer(call, REFUSALS[kind])
        else:
            response = self._through_moto(call, environ)
        # Reads are polled for, several a second: not an event.
        level = logging.DEBUG if call.reads and not kind else logging.INFO
        took = (time.monotonic() - began) * 1000
        said = (call.service, call.region, call.operation, response.status_code, took, kind)
        log.log(level, "%s %s %s %d %.0f ms %s", *said)
        if kind == faults.LOST_ANSWER:
            _hang_up(environ)
        return response

    def _through_moto(self, call: Call, environ: "WSGIEnvironment") -> Response:
        with self._lock:
            for backend in regions.aged():
                if (backend.SERVICE_NAMESPACE, backend.region_name) == (call.service, call.region):
                    backend.settle(time.time())
            body, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
            response = Response(body, status=status, headers=headers)
            if response.status_code >= 500:  # moto's page of HTML is no answer an SDK can read
                return refusals.answer(call, refusals.FAILED)
            if not call.reads and response.status_code < 400:
                for part in regions.written(call.service, call.region):
                    self._store.save(part)
        return response

    def _plan_fault(self, request: Request) -> Response:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not _same(shown, self._token):
            return _json({"error": "Show the token of the local AWS."}, 401)
        if request.method != "PUT":
            return _json({"error": "PUT a fault."}, 405)
        try:
            self._faults.plan(request.get_json(force=True))
        except (TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"ok": True})


# Private functions


def _same(shown: str, token: str) -> bool:
    """Another user of the machine reaches the port, but not the file that the token is in."""
    return hmac.compare_digest(shown.encode(), token.encode())


def _json(value: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(value), status, mimetype="application/json")


def _hang_up(environ: "WSGIEnvironment") -> None:
    """Close the connection without an answer: the caller cannot know what has happened."""
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)

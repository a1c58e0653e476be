"""The data plane over HTTP. Every address below /engines needs the bearer token.

PUT    /engines/postgres/<region>/<id>   {username, password, database?, hosts?}
PUT    /engines/aurora/<region>/<id>     the same
PUT    /engines/redis/<region>/<id>      {token?, tokens?, hosts?}
GET    /engines                          {engines: [...]}
GET    /engines/<engine>/<region>/<id>
DELETE /engines/<engine>/<region>/<id>?snapshot=<name>
POST   /engines/<engine>/<region>/<id>/stop | start | restart | snapshots/<name>
GET    /health
"""

import hmac
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from psycopg import Error as PostgresError
from redis import RedisError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from clark.errors import NotFound, Refused, TryLater
from clark.local.dataplane import postgres_engine, redis_engine
from clark.local.dataplane.engines import Engines, Login
from clark.local.dataplane.records import NAME, POSTGRES, Key, Record, parse_key

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("clark.dataplane")

ONE = "/engines/<engine>/<region>/<name>"
LARGEST_BODY = 64 * 1024
NOTES = {
    "postgres": postgres_engine.NOTE,
    "aurora": f"{postgres_engine.NOTE}; one stands for the writer and all readers",
    "redis": redis_engine.NOTE,
}


class Api:
    """A WSGI application."""

    def __init__(self, engines: Engines, token: str) -> None:
        self._engines = engines
        self._token = token
        self._rules = Map(
            [
                Rule("/engines", methods=["GET"], endpoint=self._list),
                Rule(ONE, methods=["GET"], endpoint=self._get),
                Rule(ONE, methods=["PUT"], endpoint=self._put),
                Rule(ONE, methods=["DELETE"], endpoint=self._delete),
                Rule(f"{ONE}/stop", methods=["POST"], endpoint=self._stop),
                Rule(f"{ONE}/start", methods=["POST"], endpoint=self._start),
                Rule(f"{ONE}/restart", methods=["POST"], endpoint=self._restart),
                Rule(f"{ONE}/snapshots/<snapshot>", methods=["POST"], endpoint=self._snapshot),
            ]
        )

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        response = _json({"ok": True}) if request.path == "/health" else self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        said = request.headers.get("Authorization", "")
        if not hmac.compare_digest(said.encode(), f"Bearer {self._token}".encode()):
            return _json({"error": "The token is missing or wrong."}, 401)
        try:
            endpoint, values = self._rules.bind_to_environ(request.environ).match()
            handler: Callable[..., Response] = endpoint
            return handler(request, **values)
        except NotFound as error:
            return _json({"error": str(error)}, 404)
        except Refused as error:
            return _json({"error": str(error)}, 400)
        except (TryLater, PostgresError, RedisError, OSError) as error:
            # The text of a driver's error may quote what it was given.
            text = str(error) if isinstance(error, TryLater) else type(error).__name__
            log.error("%s %s failed: %s", request.method, request.path, text)
            return _json({"error": text}, 503)
        except HTTPException as error:
            return _json({"error": error.name}, error.code or 500)

    def _list(self, _request: Request) -> Response:
        return _json({"engines": [self._shown(record) for record in self._engines.records]})

    def _get(self, _request: Request, **key: str) -> Response:
        return _json(self._shown(self._engines.get(parse_key(**key))))

    def _put(self, request: Request, **parts: str) -> Response:
        key = parse_key(**parts)
        return _json(self._shown(self._engines.put(key, _login(key, _body(request)))))

    def _delete(self, request: Request, **key: str) -> Response:
        snapshot = request.args.get("snapshot", "")
        self._engines.delete(parse_key(**key), _snapshot_name(snapshot) if snapshot else "")
        return Response(status=204)

    def _stop(self, _request: Request, **key: str) -> Response:
        return _json(self._shown(self._engines.stop(parse_key(**key))))

    def _start(self, _request: Request, **key: str) -> Response:
        return _json(self._shown(self._engines.start(parse_key(**key))))

    def _restart(self, request: Request, **key: str) -> Response:
        self._stop(request, **key)
        return self._start(request, **key)

    def _snapshot(self, _request: Request, snapshot: str, **key: str) -> Response:
        self._engines.snapshot(parse_key(**key), _snapshot_name(snapshot))
        return Response(status=204)

    def _shown(self, record: Record) -> dict[str, Any]:
        postgres = record.key.engine in POSTGRES
        return {
            "engine": record.key.engine,
            "region": record.key.region,
            "id": record.key.name,
            "host": "127.0.0.1",
            "port": record.port,
            "status": self._engines.status(record),
            "version": postgres_engine.version() if postgres else redis_engine.version(),
            "note": NOTES[record.key.engine],
            "hosts": record.hosts,
            "username": record.username,
            "database": record.database,
        }


# Private functions


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(value), status, mimetype="application/json")


def _body(request: Request) -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Refused("The body must be a JSON object.")
    return body


def _login(key: Key, body: dict[str, Any]) -> Login:
    hosts = _texts(body.get("hosts") or [], "hosts")
    if key.engine == "redis":
        tokens = body.get("tokens") or ([body["token"]] if body.get("token") else [])
        return Login(tokens=_texts(tokens, "tokens"), hosts=hosts)
    username, password = body.get("username"), body.get("password")
    database = body.get("database") or "postgres"
    for name, value in (("username", username), ("password", password), ("database", database)):
        if not isinstance(value, str) or not value or "\0" in value:
            raise Refused(f"{name} must be a text that is not empty.")
    if username == postgres_engine.SUPERUSER:
        raise Refused(f"username must not be {username}.")
    return Login(str(username), str(password), str(database), hosts=hosts)


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise Refused(f"{name} must be a list of texts.")
    return tuple(value)


def _snapshot_name(name: str) -> str:
    """It becomes a folder's name."""
    if not NAME.fullmatch(name.lower()):
        raise Refused("The snapshot's name must be letters, digits and hyphens.")
    return name.lower()

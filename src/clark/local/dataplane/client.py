"""The data plane as its callers see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from clark.errors import Refused, TryLater


@dataclass(frozen=True)
class LocalEngine:
    """One real engine. `hosts` are the AWS-shaped names it stands for; status is `running`,
    `starting`, `stopped` or `failed`."""

    engine: str
    region: str
    id: str
    host: str
    port: int
    status: str
    version: str
    note: str
    hosts: tuple[str, ...]
    username: str
    database: str


class DataPlane:
    """Methods take `path` as `<engine>/<region>/<id>`, are safe to repeat, and raise `Refused`
    or `TryLater`."""

    def __init__(self, url: str, token: str, timeout: float = 60.0) -> None:
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=timeout
        )

    def put(self, path: str, order: Mapping[str, Any]) -> LocalEngine:
        """Have the engine running with the login of `order`."""
        return _engine(self._send("PUT", f"/engines/{path}", json=dict(order)))

    def stop(self, path: str) -> None:
        self._send("POST", f"/engines/{path}/stop")

    def start(self, path: str) -> None:
        self._send("POST", f"/engines/{path}/start")

    def restart(self, path: str) -> None:
        self._send("POST", f"/engines/{path}/restart")

    def snapshot(self, path: str, name: str) -> None:
        self._send("POST", f"/engines/{path}/snapshots/{name}")

    def delete(self, path: str, snapshot: str = "") -> None:
        query = {"snapshot": snapshot} if snapshot else {}
        self._send("DELETE", f"/engines/{path}", params=query)

    def list(self) -> tuple[LocalEngine, ...]:
        return tuple(_engine(one) for one in self._send("GET", "/engines")["engines"])

    def close(self) -> None:
        self._http.close()

    def _send(self, method: str, path: str, **given: Any) -> Any:
        try:
            reply = self._http.request(method, path, **given)
        except httpx.TransportError as error:
            raise TryLater("The data plane does not answer.") from error
        if reply.status_code >= 500:
            raise TryLater(f"The data plane answered {reply.status_code}.")
        if reply.is_error:
            raise Refused(f"The data plane refused {method} {path}: {reply.json().get('error')}")
        return reply.json() if reply.content else None


def _engine(said: Mapping[str, Any]) -> LocalEngine:
    return LocalEngine(**{**said, "hosts": tuple(said["hosts"])})

"""The HTTP API as a person's program uses it: one token, JSON in and out, refusals with fields."""

from collections.abc import Mapping
from typing import Any

import httpx

from clark.errors import NotFound, Problem, Refused, TryLater

TIMEOUT = httpx.Timeout(30.0, connect=3.0)  # seconds


class Client:
    """May be shared by threads. `url` is Clark's own, without /api.

    `customer` is the slug of another customer than the person's own.
    """

    def __init__(self, url: str, token: str, customer: str = "") -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(
            base_url=f"{self.url}/api",
            headers={
                "Authorization": f"Bearer {token}",
                **({"Clark-Customer": customer} if customer else {}),
            },
            timeout=TIMEOUT,
            trust_env=httpx.URL(url).host not in {"127.0.0.1", "localhost"},
        )

    def get(self, path: str, **query: Any) -> Any:
        """Raises `Refused`, `NotFound` or `TryLater`, as `post` does."""
        given = {key: value for key, value in query.items() if value not in (None, "")}
        return self._ask("GET", path, params=given)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._ask("POST", path, json=dict(body or {}))

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", path)

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._http.request(method, path, **more)
        except httpx.TransportError as error:
            raise TryLater(f"Clark does not answer at {self.url}. Start it: clark up") from error
        if answer.is_success:
            return answer.json() if answer.content else None
        raise error_of(answer)


def error_of(answer: httpx.Response) -> Refused | TryLater:
    """What an answer that is no success means."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return Refused("Clark does not know this token. Sign in: clark login --as NAME")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return TryLater(said.get("reason") or f"Clark answered {answer.status_code}.")
    reason = said.get("reason") or f"Clark answered {answer.status_code}."
    if answer.status_code == httpx.codes.NOT_FOUND:
        return NotFound(reason)
    return Refused(reason, [Problem(**each) for each in said.get("problems", ())])

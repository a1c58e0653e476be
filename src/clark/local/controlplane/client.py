"""The port `Cluster`, over the control planes' HTTP doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from clark.errors import NotFound, TryLater
from clark.local.controlplane.observation import decode
from clark.ports.cluster import LocalAddress, Observation

TIMEOUT = httpx.Timeout(5.0, connect=1.0)  # seconds


@dataclass(frozen=True)
class Region:
    """Where a region's control plane answers."""

    url: str
    token: str = field(repr=False)


class LocalClusters:
    """Implements `clark.ports.cluster.Cluster`. May be shared by threads."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._http = {
            name: httpx.Client(
                base_url=region.url,
                headers={"Authorization": f"Bearer {region.token}"},
                timeout=TIMEOUT,
                trust_env=False,
            )
            for name, region in regions.items()
        }
        self._last: dict[str, tuple[str, Observation]] = {}

    def observe(self, region: str) -> Observation:
        """The same object again while nothing has changed."""
        tag, last = self._last.get(region, ("", None))
        answer = self._get(region, "/observation", {"If-None-Match": tag})
        if answer.status_code == httpx.codes.NOT_MODIFIED and last is not None:
            return last
        seen = decode(_good(region, answer).content)
        self._last[region] = (answer.headers["ETag"], seen)
        return seen

    def addresses(self, region: str) -> Mapping[str, LocalAddress]:
        told = _good(region, self._get(region, "/addresses")).json()
        return {name: LocalAddress(**address) for name, address in told.items()}

    def secret(self, region: str, namespace: str, name: str) -> Mapping[str, str]:
        """A delivered Secret, for the demonstration's login proof only. Raises `NotFound`."""
        answer = self._get(region, f"/secrets/{quote(namespace, '')}/{quote(name, '')}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(f"{region} has no Secret {namespace}/{name}.")
        data: dict[str, str] = _good(region, answer).json()
        return data

    def close(self) -> None:
        for client in self._http.values():
            client.close()

    def _get(
        self, region: str, path: str, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        if region not in self._http:
            raise NotFound(f"There is no cluster for {region}.")
        try:
            return self._http[region].get(path, headers=dict(headers or {}))
        except httpx.HTTPError as error:
            raise TryLater(f"The cluster of {region} does not answer.") from error


def _good(region: str, answer: httpx.Response) -> httpx.Response:
    if answer.status_code != httpx.codes.OK:
        raise TryLater(f"The cluster of {region} answered {answer.status_code}.")
    return answer

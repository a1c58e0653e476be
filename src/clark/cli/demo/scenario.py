"""Who asks for what: a database, a cache, and a bigger size for a database that runs already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

REGION: Final = "us-east-1"
REVIEWER: Final = "ravi"
STANDING: Final = "orders-db-prod"


@dataclass(frozen=True, eq=False)
class Wish:
    """One request. `offering` is empty where a running service is changed by `action`."""

    author: str
    service: str
    action: str
    reason: str
    fields: Mapping[str, str]
    offering: str = ""
    region: str = field(default=REGION)

    @property
    def submission(self) -> str:
        """The same key submits once: a second demonstration finds the first one's requests."""
        return f"clark-demo/{self.region}/{self.service}/{self.action}"

    @property
    def path(self) -> str:
        if self.offering:
            return "/requests"
        return f"/services/{self.region}/{self.service}/changes"

    @property
    def body(self) -> dict[str, object]:
        asked: dict[str, object] = {"reason": self.reason, "submission": self.submission}
        if self.offering:
            return asked | {"offering": self.offering, "parameters": dict(self.fields)}
        return asked | {"action": self.action, "fields": dict(self.fields)}


_OURS: Final = {
    "application": "java-service",
    "team": "backend",
    "environment": "prod",
    "region": REGION,
}
WISHES: Final = (
    Wish(
        author="maya",
        service="java-service-db-prod",
        action="create",
        offering="databases",
        reason="The Java service needs a database of its own.",
        fields={
            **_OURS,
            "service": "java-service-db",
            "size": "medium",
            "storage": "100",
            "version": "14.9",
        },
    ),
    Wish(
        author="maya",
        service="java-service-cache-prod",
        action="create",
        offering="caches",
        reason="Sessions and product pages, so that the database rests.",
        fields={**_OURS, "service": "java-service-cache", "size": "small", "nodes": "2"},
    ),
    Wish(
        author="jonas",
        service=STANDING,
        action="class",
        reason="Mondays are too slow.",
        fields={"size": "db.t3.large", "when": "now", "accept": "on"},
    ),
)
CAST: Final = tuple(dict.fromkeys([*(wish.author for wish in WISHES), REVIEWER]))

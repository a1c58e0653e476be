"""A customer's AWS account, read only: what exists in it, whoever made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

Sort = Literal["database", "aurora", "cache", "bucket", "load-balancer"]
SORTS: Final[tuple[Sort, ...]] = ("database", "aurora", "cache", "bucket", "load-balancer")


@dataclass(frozen=True)
class Found:
    """Something that exists in AWS.

    `identifier` is what AWS calls it, `status` how AWS says it is. `settings` are AWS's own words
    for the rest, as JSON has them; AWS tells no password, so there is none among them.
    """

    sort: Sort
    identifier: str
    region: str
    status: str
    settings: Mapping[str, Any]
    tags: Mapping[str, str]


class Cloud(Protocol):
    """Calls that read, and no others. Raises `TryLater` while AWS does not answer, and `Refused`
    where it does not let Clark look."""

    def list(self, region: str) -> Sequence[Found]:
        """Everything of these sorts in a region, by sort and identifier."""
        ...

    def look(self, sort: Sort, region: str, identifier: str) -> Found | None:
        """One of them as it is now; None where there is none."""
        ...

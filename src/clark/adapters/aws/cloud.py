"""What exists in an account, sort by sort."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from clark.adapters.aws import buckets, caches, databases, load_balancers
from clark.adapters.aws.session import Absent, Session
from clark.ports.cloud import SORTS, Found, Sort

Listing = Callable[[Session, str], Iterator[Found]]
Looking = Callable[[Session, str, str], Iterator[Found]]
LISTS: Final[Mapping[Sort, Listing]] = {
    "database": databases.instances,
    "aurora": databases.clusters,
    "cache": caches.groups,
    "bucket": buckets.buckets,
    "load-balancer": load_balancers.balancers,
}
LOOKS: Final[Mapping[Sort, Looking]] = {
    "database": databases.instance,
    "aurora": databases.cluster,
    "cache": caches.group,
    "bucket": buckets.bucket,
    "load-balancer": load_balancers.balancer,
}


class AwsCloud:
    """Implements `Cloud`. Safe to use from several threads."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, region: str) -> Sequence[Found]:
        return tuple(found for sort in SORTS for found in self._sorted(sort, region))

    def look(self, sort: Sort, region: str, identifier: str) -> Found | None:
        try:
            return next(LOOKS[sort](self._session, region, identifier), None)
        except Absent:
            return None

    def _sorted(self, sort: Sort, region: str) -> Sequence[Found]:
        try:
            return sorted(LISTS[sort](self._session, region), key=lambda one: one.identifier)
        except Absent:
            return ()

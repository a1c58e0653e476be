"""Names that only one service may have: in a cluster, in an AWS account, in all of S3."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from clark import kinds
from clark.manifests import Document, Path, Unreadable, get, read
from clark.policy.layout import directory

_EXTERNAL_NAME: Final[Path] = ("metadata", "annotations", kinds.EXTERNAL_NAME)
_BUCKETS: Final = ("s3.aws.crossplane.io", "Bucket")


@dataclass(frozen=True)
class Claimed:
    """The names one object takes. `name` is NAMESPACE/NAME where it has a namespace.

    `external_name` is empty for what is not made in AWS, `bucket` for what is no bucket, `file`
    where nobody may know it.
    """

    file: str
    region: str
    account: str
    api_version: str
    kind: str
    name: str
    external_name: str
    bucket: str

    @property
    def group_kind(self) -> tuple[str, str]:
        group, slash, _ = self.api_version.partition("/")
        return (group if slash else "", self.kind)

    @property
    def identity(self) -> Hashable:
        """What the object is in its cluster, whatever file and version it stands in."""
        return self.region, self.group_kind, self.name


@dataclass(frozen=True)
class Clash:
    """A name that is taken: where ours is written, and what to say."""

    field: Path
    reason: str
    fix: str


def claims(path: str, text: str, account: str) -> tuple[Claimed, ...]:
    """What a file claims; nothing where it cannot be read, since nothing of it is applied."""
    try:
        documents = read(text)
    except Unreadable:
        return ()
    return tuple(claim(path, document, account) for document in documents)


def claim(path: str, document: Document, account: str) -> Claimed:
    """What one document claims."""
    settings = get(document.value, ("spec", "forProvider"), {})
    place = directory(path)
    written = get(settings, ("region",)) or get(settings, ("locationConstraint",)) or ""
    group = document.api_version.partition("/")[0]
    # The API server drops the namespace of what belongs to the whole cluster, as these kinds do.
    is_scoped = document.namespace and not kinds.served(group, document.kind)
    scoped = f"{document.namespace}/{document.name}" if is_scoped else document.name
    claimed = Claimed(
        file=path,
        region=place.region if place else str(written),
        account=account,
        api_version=document.api_version,
        kind=document.kind,
        name=scoped,
        external_name="",
        bucket="",
    )
    if not settings:
        return claimed
    external = str(get(document.value, _EXTERNAL_NAME) or document.name)
    is_bucket = claimed.group_kind == _BUCKETS
    return replace(claimed, external_name=external, bucket=external if is_bucket else "")


def clashes(
    mine: Sequence[Claimed], gone: Iterable[Claimed], others: Iterable[Claimed]
) -> Iterator[tuple[int, Clash]]:
    """Each of `mine` (by its index) that takes a name of another of `mine` or of `others`.

    `gone` are the claims that the change replaces, and that `others` may still list.
    """
    taken: dict[Hashable, list[int]] = defaultdict(list)
    for index, claimed in enumerate(mine):
        for key in _keys(claimed):
            taken[key].append(index)
    found: dict[int, Clash] = {}
    for holders in taken.values():
        for index in holders[1:]:
            found.setdefault(index, _clash(mine[index], mine[holders[0]]))
    replaced = frozenset(gone)
    for other in others:
        if other in replaced:
            continue
        for key in _keys(other):
            for index in taken.get(key, ()):
                found.setdefault(index, _clash(mine[index], other))
    yield from sorted(found.items(), key=lambda item: item[0])


def _keys(claimed: Claimed) -> Iterator[Hashable]:
    if not claimed.name:
        return
    yield claimed.identity
    if claimed.bucket:
        yield "bucket", claimed.bucket
    elif claimed.external_name:
        # RDS and ElastiCache keep identifiers in small letters.
        named = claimed.external_name.lower()
        yield claimed.account, claimed.region, claimed.group_kind, named


def _clash(mine: Claimed, other: Claimed) -> Clash:
    where = f"in {other.file}" if other.file else "elsewhere"
    if mine.identity == other.identity:
        reason = (
            f"There is already a {mine.kind} {mine.name} {where}: one would overwrite the other."
        )
        return Clash(("metadata", "name"), reason, "Choose another name.")
    named = ("metadata", "name") if mine.external_name == mine.name else _EXTERNAL_NAME
    if mine.bucket:
        reason = (
            f"The bucket {mine.bucket} already exists {where}: "
            "a bucket's name is taken in all accounts and regions."
        )
        return Clash(named, reason, "Choose another name for the bucket.")
    reason = (
        f"{mine.kind} {mine.external_name} is already defined for this account and region {where}: "
        "both definitions would change the same one, and deleting one would delete it."
    )
    return Clash(named, reason, "Choose another name.")


def without_account(claimed: Iterable[Claimed]) -> Iterator[Claimed]:
    """For a review that was not told its account: every account may be the same."""
    return (replace(one, account="") for one in claimed)

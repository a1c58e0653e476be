"""Pushes and pull requests of people, as everybody of the customer may see them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import Q

from clark.customers.repositories.cards import (
    FlawCard,
    PlaceCard,
    PullCard,
    PushCard,
    RepositoriesPage,
    RepositoryCard,
)
from clark.customers.repositories.service import may_answer
from clark.errors import Refused
from clark.flow import copies
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import PAGE, words
from clark.flow.pushes import role_of, stop_of
from clark.policy.layout import directory
from clark.store.models import Customer, PullReview, Push

SHOWN: Final = 20  # flaws and services of one push
STATES: Final = tuple(str(each) for each in Push.State)


def repositories(*, by: Actor, q: str = "", state: str = "") -> RepositoriesPage:
    """What waits for somebody; with a state, pushes that are in it. The newest first.

    `q` is looked for in commits, titles, authors and files.
    """
    customer = customer_of(by.customer_id)
    main = snapshot(customer, customer.gitops)
    mine = Push.objects.visible_to(by.customer_id)
    asked = words(q)
    rows = _found(mine.filter(state=state if state in STATES else Push.State.FLAGGED), asked)
    open_ = PullReview.objects.visible_to(by.customer_id).filter(open=True)
    pulls = open_.none() if state in STATES else _offered(open_, asked)
    return RepositoriesPage(
        repositories=tuple(_repositories(customer)),
        pushes=tuple(_push(each, by, customer, main) for each in _newest(rows)),
        pulls=tuple(_pull(each, by, customer) for each in _first(pulls)),
        total=rows.count() + pulls.count(),
        flagged=mine.filter(state=Push.State.FLAGGED).count(),
        stopped=stop_of(by.customer_id),
    )


# Private functions


def _repositories(customer: Customer) -> Iterator[RepositoryCard]:
    for name in filter(None, (customer.gitops, customer.control, customer.infra)):
        yield RepositoryCard(role_of(customer, name), name, copies.age(customer, name))


def _found(rows: Any, q: str) -> Any:
    if not q:
        return rows
    said = Q(title__icontains=q) | Q(author_name__icontains=q) | Q(author_email__icontains=q)
    return rows.filter(said | Q(commit__startswith=q.lower()) | Q(files__icontains=q))


def _newest(rows: Any) -> Any:
    """What is settled is shown without what its files were: nobody asks for them back."""
    newest = rows.select_related("ended_by").order_by("-stops", "-pk")[:PAGE]
    return newest if rows.filter(state=Push.State.FLAGGED).exists() else newest.defer("files")


def _first(pulls: Any) -> Any:
    return pulls.select_related("meant_by").order_by("-pk")[:PAGE]


def _push(row: Push, by: Actor, customer: Customer, main: Snapshot) -> PushCard:
    reverts = row.repository == customer.gitops and row.state == Push.State.FLAGGED
    places = list(_places(row, main)) if reverts else []
    if len(places) > SHOWN:
        places = [each for each in places if each.differs]
    flaws = list(_flaws(row.findings, row.refused))
    return PushCard(
        repository=row.repository,
        commit=row.commit,
        before=row.before,
        author=row.author_name,
        email=row.author_email,
        title=row.title,
        at=row.at,
        seen_at=row.seen_at,
        pull_number=row.pull_number,
        rewritten=row.rewritten,
        state=row.state,
        stops=row.stops,
        removed=len(row.removed),
        services=row.services,
        flaws=tuple(flaws[:SHOWN]),
        places=tuple(places[:SHOWN]),
        more_flaws=len(flaws[SHOWN:]),
        more_places=len(places[SHOWN:]),
        reverts=reverts,
        why_not=_why_not(by) if row.state == Push.State.FLAGGED else "It is settled.",
        ended_at=row.ended_at,
        ended_by=row.ended_by.name if row.ended_by else "",
        why=row.why,
    )


def _places(row: Push, main: Snapshot) -> Iterator[PlaceCard]:
    """Each service, once, in the order of their directories."""
    own: dict[str, list[str]] = {}
    for path in sorted(row.files):
        if directory(path) is not None:
            own.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, paths in own.items():
        _, region, environment, name = folder.split("/")
        differs = any(main.texts.get(path) != row.files[path] for path in paths)
        yield PlaceCard(folder, name, region, environment, folder in row.removed, differs)


def _flaws(
    findings: list[Mapping[str, Any]], refused: list[Mapping[str, Any]]
) -> Iterator[FlawCard]:
    for each in refused:
        line = int(each["line"])
        yield FlawCard(each["file"], line, "unread", each["rule"], each["reason"], "")
    for each in findings:
        said = (each["level"], each["policy"], each["reason"], each["fix"])
        yield FlawCard(each["file"], int(each["line"]), *said)


def _offered(rows: Any, q: str) -> Any:
    if not q:
        return rows
    said = Q(title__icontains=q) | Q(author__icontains=q) | Q(repository__icontains=q)
    return rows.filter(said | Q(findings__icontains=q) | Q(head__startswith=q.lower()))


def _pull(row: PullReview, by: Actor, customer: Customer) -> PullCard:
    answered = bool(row.meant_head) and row.meant_head == row.head
    return PullCard(
        repository=row.repository,
        role=role_of(customer, row.repository),
        number=row.number,
        url=row.url,
        title=row.title,
        author=row.author,
        head=row.head,
        seen_at=row.seen_at,
        verdict=_verdict(row),
        flaws=tuple(_flaws(row.findings, row.refused)),
        notes=tuple(row.notes),
        asks=tuple(row.asks),
        trouble=row.trouble,
        answer=row.why if answered else "",
        answered_by=row.meant_by.name if answered and row.meant_by else "",
        why_not=_why_not(by, row) if row.asks and not answered else "Nothing is to be answered.",
    )


def _verdict(row: PullReview) -> str:
    if row.passes:
        return "passes"
    denied = any(each["level"] == "deny" for each in row.findings)
    return "fix" if denied or row.refused or row.trouble else "asks"


def _why_not(by: Actor, row: PullReview | None = None) -> str:
    try:
        may_answer(by, row.authors if row else ())
    except Refused as refusal:
        return refusal.reason
    return ""

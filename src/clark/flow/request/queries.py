"""What can be asked, what a draft would do, and how requests stand."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from clark.errors import NotFound
from clark.flow import copies, shown
from clark.flow.cards import (
    BrokenFileCard,
    CatalogPage,
    EventCard,
    FileDiff,
    OfferingCard,
    RequestRow,
)
from clark.flow.control import in_force
from clark.flow.deciding import (
    agreement,
    customer_of,
)
from clark.flow.events import AGAINST, ENDED, Action, Actor, Event, State
from clark.flow.inputs import PAGE, offset, typed, words
from clark.flow.judge import file_diffs, from_json
from clark.flow.request import allowed, drafting
from clark.flow.request.cards import DecisionCard, LineCommentCard, NeedCard, RequestPage
from clark.flow.request.drafting import Ground
from clark.flow.request.prospect import prospect
from clark.flow.spots import Spot, spots
from clark.flow.verdicts import for_owners, standing, verdict
from clark.kinds import KINDS
from clark.store.models import Entry, LiveObject, Request


def catalog(*, by: Actor) -> CatalogPage:
    """What the customer's control repository offers, and which of its offerings are broken."""
    customer = customer_of(by.customer_id)
    control = in_force(customer)
    return CatalogPage(
        offerings=tuple(
            OfferingCard(
                each.name,
                each.title,
                each.summary,
                each.icon,
                each.kind,
                control.kept.get(each.name, ""),
            )
            for each in control.catalog.offerings
        ),
        broken=tuple(
            BrokenFileCard(
                customer.control,
                each.path,
                each.line,
                each.reason,
                control.kept.get(standing.name, ""),
            )
            for standing in control.standings
            for each in standing.broken
        )
        + tuple(
            BrokenFileCard(customer.control, each.file, each.line, each.reason)
            for each in (*control.broken_rules, *control.broken_prices)
        ),
        copy=copies.age(customer, customer.control),
    )


def requests(
    *, by: Actor, q: str = "", state: str = "", mine: bool = False, page: int = 1
) -> tuple[tuple[RequestRow, ...], int]:
    """Requests, newest first, and how many there are in all."""
    rows = Request.objects.visible_to(by.customer_id).select_related("author")
    q, state = words(q), words(state)
    if q:
        like = Q(title__icontains=q) | Q(service__icontains=q) | Q(author__name__icontains=q)
        rows = rows.filter(like | Q(number=int(q)) if q.isdecimal() and len(q) < 9 else like)
    if state == "open":
        rows = rows.exclude(state__in=ENDED)
    elif state:
        rows = rows.filter(state=state)
    if mine:
        rows = rows.filter(author_id=by.id)
    first = offset(page)
    ordered = rows.order_by("-number")
    return tuple(shown.row(each) for each in ordered[first : first + PAGE]), rows.count()


def request(*, by: Actor, number: int, at: datetime) -> RequestPage:
    """Everything about one request, now. Raises `NotFound`."""
    found = _visible(by, number)
    entries = list(Entry.objects.filter(request=found).select_related("by"))
    judgement = from_json(found.verdict)
    state = State(found.state)
    on = drafting.ground(by.customer_id)
    may, may_not = allowed.may(by, found, on)
    said = verdict(judgement, on.control.policies, found.files)
    said = for_owners(said) if found.raises else said
    by_clark, decides = _by_clark(entries), "reject" in may
    files = file_diffs(found.base_files, found.files)
    return RequestPage(
        row=shown.row(found),
        id=str(found.pk),
        action=found.action,
        offering=found.offering,
        reason=found.reason,
        accepted=tuple(found.accepted),
        steps=shown.steps(found, entries),
        verdict=standing(said, state, by_clark=by_clark, decides=decides),
        files=files,
        comments=_comments(found, files),
        needs=_needs(found, on),
        unseen=found.unseen and bool(found.merge_commit),
        decisions=_decisions(found),
        log=shown.log(entries),
        pull_number=found.pull_number,
        pull_url=found.pull_url,
        head=found.head,
        diff_hash=found.diff_hash,
        merge_commit=found.merge_commit,
        parameters=found.parameters,
        follows=found.follows.number if found.follows else None,
        followed_by=found.next.values_list("number", flat=True).first(),
        service_exists=_service_exists(found, on),
        may=may,
        may_not=may_not,
        **prospect(found, on, at),
    )


def again(*, by: Actor, number: int) -> tuple[str, str, str, dict[str, str]]:
    """What a request asked, to fill a form anew: offering, region, service, and the fields."""
    found = _visible(by, number)
    raw = {key: typed(value) for key, value in found.parameters.items()}
    offering = found.offering if found.action == Action.CREATE else ""
    return offering, found.region, found.service, raw | {"action": found.action}


def objection(*, by: Actor, number: int) -> DecisionCard | None:
    """What the reviewer said who sent a request back or rejected it; None where nobody did."""
    found = Request.objects.visible_to(by.customer_id).filter(number=number).first()
    against = [each for each in _decisions(found) if each.verdict in AGAINST] if found else []
    return against[-1] if against else None


def events(*, by: Actor, after: int = 0, number: int | None = None) -> tuple[EventCard, ...]:
    """What happened after an entry, oldest first, 200 at most."""
    rows = Entry.objects.filter(request__customer_id=by.customer_id, pk__gt=after)
    if number is not None:
        rows = rows.filter(request__number=number)
    return tuple(
        EventCard(
            id=each.pk,
            request=each.request.number,
            service=each.request.service,
            event=each.event,
            who=each.by.name if each.by else "Clark",
            said=each.said,
            at=each.at,
        )
        for each in rows.select_related("request", "by").order_by("pk")[:200]
    )


# Private functions


def _visible(by: Actor, number: int) -> Request:
    rows = Request.objects.visible_to(by.customer_id).select_related("author", "follows")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no request {number}.")
    return found


def _decisions(found: Request) -> tuple[DecisionCard, ...]:
    return tuple(
        DecisionCard(
            each.person.name if each.person else "",
            each.verdict,
            each.comment,
            each.at,
            each.head,
            each.void_because,
        )
        for each in found.decisions.select_related("person")
    )


def _comments(found: Request, files: Iterable[FileDiff]) -> tuple[LineCommentCard, ...]:
    shown = dict(spots(files))
    return tuple(
        LineCommentCard(
            each.person.name, spot, each.quoted, each.said, each.at, shown.get(spot) == each.quoted
        )
        for each in found.line_comments.select_related("person")
        for spot in (Spot(each.path, each.side, each.line),)
    )


def _needs(found: Request, on: Ground) -> tuple[NeedCard, ...]:
    if found.state != State.IN_REVIEW:
        return ()
    agreed = agreement(found, on.control)
    given = agreed.given.values()
    return tuple(
        NeedCard(each.rule, each.who, each.count, each.left(given), each.reason)
        for each in agreed.needs
    )


def _by_clark(entries: Iterable[Entry]) -> bool:
    """Whether Clark merged it: of what others merged, the record says so."""
    return any(each.event == Event.MERGED and not each.said for each in entries)


def _service_exists(found: Request, on: Ground) -> bool:
    file = f"regions/{found.region}/{found.environment}/{found.service}/service.yaml"
    live = LiveObject.objects.filter(
        region__customer_id=found.customer_id,
        region__name=found.region,
        kind__in=[kind.kind for kind in KINDS],
        name=found.service,
    )
    return file in on.main.blobs or live.exists()

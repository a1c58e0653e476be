"""The customer's limits and how far each is used."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from clark.flow import copies, quotas
from clark.flow.cards import BrokenFileCard
from clark.flow.control import Control, in_force
from clark.flow.copies import snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import OPEN, Action, Actor
from clark.flow.inputs import words
from clark.flow.judge import promised_files
from clark.flow.limits.cards import LimitPage, LimitRow, MeasureCard, Standing
from clark.policy.limits import FILE, MONEY, Amount, Amounts, Limit, Usage, written
from clark.store.models import Customer, Request

WORST: Final[tuple[Standing, ...]] = ("over", "full", "free")


def limits(*, by: Actor, q: str = "", standing: str = "") -> LimitPage:
    """Every limit with what is used of it; what is over comes first.

    `q` is looked for in names, scopes and reasons.
    """
    customer = customer_of(by.customer_id)
    control = in_force(customer)
    asked = _asked(customer)
    rows = sorted(
        (replace(each, request=asked.get(each.name)) for each in _rows(customer, control)),
        key=lambda row: WORST.index(row.standing),
    )
    sought = words(q).casefold()
    found = (
        row
        for row in rows
        if sought in f"{row.name} {row.scope} {row.reason}".casefold()
        and standing in ("", row.standing)
    )
    return LimitPage(
        rows=tuple(found),
        total=len(rows),
        over=sum(row.standing == "over" for row in rows),
        broken=tuple(
            BrokenFileCard(customer.control, each.file, each.line, each.reason)
            for each in control.limits.broken
        ),
        repository=customer.control,
        path=FILE,
        copy=copies.age(customer, customer.control),
    )


# Private functions


def _asked(customer: Customer) -> dict[str, int]:
    """Names of limits that somebody wants raised -> the open request."""
    rows = Request.objects.filter(customer=customer, action=Action.RAISE, state__in=OPEN)
    return dict(rows.values_list("service", "number"))


def _rows(customer: Customer, control: Control) -> Iterator[LimitRow]:
    main = snapshot(customer, customer.gitops)
    counted = tuple(quotas.used(control, main, promised_files(customer)))
    yield from map(_counted, counted)
    used = {each.limit.name for each in counted}
    for limit in control.limits.limits:
        if not limit.most:
            yield _row(limit, limit.scope(()), ())
        elif limit.name not in used:  # nobody has any of it yet, and may ask for more all the same
            scope = f"{limit.scope(())}, counted by {' and '.join(limit.each)}"
            yield replace(_counted(Usage(limit, (), Amounts(), Amounts())), scope=scope)


def _counted(each: Usage) -> LimitRow:
    limit = each.limit
    measures = tuple(_measure(each, measure) for measure in limit.most)
    return _row(limit, limit.scope(each.group), measures)


def _row(limit: Limit, scope: str, measures: tuple[MeasureCard, ...]) -> LimitRow:
    return LimitRow(
        name=limit.name,
        scope=scope,
        reason=limit.reason,
        line=limit.line,
        measures=measures,
        sizes=limit.sizes or (),
        standing=min((each.standing for each in measures), key=WORST.index, default="free"),
    )


def _measure(each: Usage, measure: str) -> MeasureCard:
    used, promised, most = each.used[measure], each.promised[measure], each.limit.most[measure]
    said = f"{written(measure, used)} of {each.limit.allowed(measure)}"
    if promised > 0:
        said += f", and {written(measure, promised)} approved and not merged yet"
    standing = _standing(used, promised, most)
    if measure == MONEY and each.used.unpriced:
        said += f"; not priced and not counted: parts of {each.used.unpriced}"
    return MeasureCard(
        measure, _number(used), _number(max(promised, 0)), _number(most), said, standing
    )


def _number(amount: Amount) -> int | float:
    return amount if isinstance(amount, int) else float(amount)


def _standing(used: Amount, promised: Amount, most: Amount) -> Standing:
    if used > most:
        return "over"
    return "full" if used + promised >= most else "free"

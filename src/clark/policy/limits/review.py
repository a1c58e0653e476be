"""Limits as findings about a change: only what grows is denied, nothing has to shrink."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil
from typing import Final

from clark.errors import sentence
from clark.manifests import show_path
from clark.policy.findings import Finding, closed
from clark.policy.limits.counting import Counts, Held, added
from clark.policy.limits.holding import Holding, Sized
from clark.policy.limits.limit import MONEY, Amounts, Group, Limit, counted_as, written
from clark.policy.limits.reading import LimitSet

RULE: Final = "limit"
RAISE: Final = "or ask an owner to raise the limit"


def limit_findings(
    limits: LimitSet, main: Counts, promised: Counts, before: Held, after: Held
) -> Iterator[Finding]:
    """What limits have against files that become `after`.

    `main` and `promised` are the totals of the base and of approved requests that are not merged;
    `before` is what the files hold on that ground.
    """
    yield from broken_findings(limits)
    by_name = {limit.name: limit for limit in limits.limits}
    for (name, group), more in sorted(added(limits.limits, before, after).items()):
        limit = by_name[name]
        there = main.get((name, group), Amounts()), promised.get((name, group), Amounts())
        for measure in limit.most:
            held = _grown(limit, group, measure, before, after)
            if more[measure] > 0 and held is not None:
                yield from _over(limit, group, measure, (*there, more), held)
    yield from _sizes(limits.limits, before, after)
    yield from _unpriced(limits.limits, before, after)


def broken_findings(limits: LimitSet) -> Iterator[Finding]:
    for at in limits.broken:
        yield closed(at, RULE, "The limits cannot be read, so nothing can be approved")


# Private functions


def _grown(limit: Limit, group: Group, measure: str, before: Held, after: Held) -> Holding | None:
    """The first service of the change that adds to this total: findings point at it."""
    for path, held in after.items():
        if held is None or not limit.counts(held) or limit.group(held) != group:
            continue
        was = before.get(path)
        same = was is not None and limit.counts(was) and limit.group(was) == group
        had = Amounts.of(was) if was is not None and same else Amounts()
        if Amounts.of(held)[measure] > had[measure]:
            return held
    return None


def _over(
    limit: Limit,
    group: Group,
    measure: str,
    amounts: tuple[Amounts, Amounts, Amounts],
    held: Holding,
) -> Iterator[Finding]:
    main, promised, more = (each[measure] for each in amounts)
    would = main + promised + more
    if would <= limit.most[measure]:
        return
    wanted = counted_as(measure, would, limit.scope(group))
    waiting = ""
    if promised > 0:
        waiting = f" and {written(measure, promised)} approved and not merged yet"
    reason = (
        f"There would be {wanted}; the limit {limit.name} allows {limit.allowed(measure)}. "
        f"Main has {written(measure, main)}{waiting}."
    )
    if limit.reason:
        reason += f" {sentence(limit.reason)}"
    fix = f"Ask for less, remove something first, {RAISE} {limit.name}."
    wants = f"{measure}={ceil(would)}"
    yield Finding(held.file, held.label, "deny", RULE, "", 1, reason, fix, limit.name, wants)


def _sizes(limits: Iterable[Limit], before: Held, after: Held) -> Iterator[Finding]:
    """Sizes that a service did not have where the limit counts it; those that it has may stay."""
    listed = [limit for limit in limits if limit.sizes is not None]
    for path, held in after.items():
        if held is None:
            continue
        for limit in listed:
            if limit.counts(held):
                had = _had(limit, before.get(path), held)
                yield from (_too_large(limit, held, each) for each in _more(limit, held, had))


def _had(limit: Limit, was: Holding | None, held: Holding) -> Counter[str]:
    same = was is not None and limit.counts(was) and limit.group(was) == limit.group(held)
    return Counter(each.size for each in was.sizes) if was is not None and same else Counter()


def _more(limit: Limit, held: Holding, had: Counter[str]) -> Iterator[Sized]:
    """Each size that is not allowed, as often as it is there more often than before."""
    for each in held.sizes:
        if each.size in (limit.sizes or ()):
            continue
        had[each.size] -= 1
        if had[each.size] < 0:
            yield each


def _too_large(limit: Limit, held: Holding, sized: Sized) -> Finding:
    allowed = ", ".join(limit.sizes or ())
    scope = limit.scope(limit.group(held))
    reason = f"{sized.size} is not a size that the limit {limit.name} allows {scope}: {allowed}."
    if limit.reason:
        reason += f" {sentence(limit.reason)}"
    fix = f"Choose one of these, {RAISE} {limit.name}."
    where, wants = show_path(sized.path), f"sizes={sized.size}"
    return Finding(
        held.file, sized.label, "deny", RULE, where, sized.line, reason, fix, limit.name, wants
    )


def _unpriced(limits: Iterable[Limit], before: Held, after: Held) -> Iterator[Finding]:
    """What a limit in dollars cannot see: unknown is not 0."""
    for path, held in after.items():
        if held is None or not held.unpriced or held == before.get(path):
            continue
        for limit in limits:
            if MONEY in limit.most and limit.counts(held):
                reason = f"A part of it is not priced, so the limit {limit.name} counts too little."
                fix = "Get today's prices: clark prices refresh, into prices.csv there."
                yield Finding(held.file, held.label, "warn", RULE, "", 1, reason, fix)

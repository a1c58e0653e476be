"""What the services of a repository come to, by limit and group, and what a change adds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clark.policy.limits.holding import Holding
from clark.policy.limits.limit import Amounts, Group, Limit

Key = tuple[str, Group]
Counts = Mapping[Key, Amounts]
Held = Mapping[str, Holding | None]


@dataclass(frozen=True)
class Usage:
    """One total of a limit. `promised` is what approved requests add that are not merged yet."""

    limit: Limit
    group: Group
    used: Amounts
    promised: Amounts

    @property
    def total(self) -> Amounts:
        return self.used + self.promised

    @property
    def over(self) -> tuple[str, ...]:
        """The measures that main alone is over by now."""
        most = self.limit.most
        return tuple(measure for measure in most if self.used[measure] > most[measure])


def counted(limits: Iterable[Limit], held: Iterable[Holding]) -> Counts:
    """The totals of some services; a group without a service has none."""
    totals: dict[Key, Amounts] = {}
    listed = [limit for limit in limits if limit.most]
    for each in held:
        for limit in listed:
            if limit.counts(each):
                key = limit.name, limit.group(each)
                totals[key] = totals.get(key, Amounts()) + Amounts.of(each)
    return totals


def added(limits: Iterable[Limit], before: Held, after: Held) -> Counts:
    """What a change of some files adds to each total; of a removal, less than nothing."""
    listed = tuple(limits)
    gone = counted(listed, (each for path in after if (each := before.get(path)) is not None))
    come = counted(listed, (each for each in after.values() if each is not None))
    none = Amounts()
    return {key: come.get(key, none) - gone.get(key, none) for key in {**gone, **come}}


def usage(limits: Iterable[Limit], main: Counts, promised: Counts) -> Iterator[Usage]:
    """Every total in the order of the limits; one of nothing for a limit without a group."""
    none = Amounts()
    for limit in limits:
        if not limit.most:
            continue
        keys = {key for key in {**main, **promised} if key[0] == limit.name}
        if not limit.each:
            keys.add((limit.name, ()))
        for key in sorted(keys):
            yield Usage(limit, key[1], main.get(key, none), promised.get(key, none))

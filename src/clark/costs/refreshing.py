"""A list of prices made new from AWS's answers. What AWS does not answer stays as it was."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clark.costs.answers import Offer, meant
from clark.costs.price import Price, Prices
from clark.costs.questions import questions

Ask = Callable[[str, Mapping[str, str]], Sequence[Offer]]


@dataclass(frozen=True)
class Unanswered:
    """A SKU that AWS gave no price for, and why. `kept` is the old row, if there is one."""

    region: str
    sku: str
    reason: str
    kept: Price | None


@dataclass(frozen=True)
class Refreshed:
    """`prices` is the new list, `answered` how many rows of it are AWS's now."""

    prices: Prices
    answered: int
    unanswered: tuple[Unanswered, ...]


def refreshed(old: Prices, regions: Iterable[str], ask: Ask) -> Refreshed:
    """The list with every price that `ask` answers for these regions; other rows stay.

    `ask` takes a service code and filters, and gives offers. The same question is asked once.
    """
    new = {(each.region, each.sku): each for each in old}
    unanswered, answered = [], 0
    for region in regions:
        known: dict[tuple[str, tuple[tuple[str, str], ...]], Sequence[Offer]] = {}
        for sku, question in questions().items():
            filters = {**question.filters, "regionCode": region}
            key = (question.service, tuple(sorted(filters.items())))
            if key not in known:
                known[key] = ask(question.service, filters)
            found = meant(region, sku, question, known[key])
            if isinstance(found, Price):
                new[region, sku] = found
                answered += 1
            else:
                unanswered.append(Unanswered(region, sku, found, old.find(region, sku)))
    return Refreshed(Prices(new.values()), answered, tuple(unanswered))

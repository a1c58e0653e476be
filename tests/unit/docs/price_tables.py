"""The table of shipped prices for docs/reference/costs.md."""

from collections.abc import Iterator

from clark.costs import Prices, exact, shipped
from clark.costs.questions import REGIONS, questions


def prices() -> str:
    """A row for each SKU that Clark can ask for, a column for each region."""
    return "\n".join(_rows(shipped()))


# Private functions


def _rows(known: Prices) -> Iterator[str]:
    yield f"| SKU | unit | {' | '.join(REGIONS)} | as of |"
    yield "|---|---|" + "---|" * (len(REGIONS) + 1)
    for sku in questions():
        found = [known.find(region, sku) for region in REGIONS]
        units = sorted({each.unit for each in found if each})
        days = sorted({each.as_of for each in found if each})
        cells = (f"${exact(each.usd)}" if each else "–" for each in found)
        age = ", ".join(map(str, days)) or "–"
        yield f"| `{sku}` | {', '.join(units) or '–'} | {' | '.join(cells)} | {age} |"

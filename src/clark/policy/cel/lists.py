"""Lists: what Kubernetes adds to them, and `indexOf`, which texts have too."""

from itertools import pairwise
from typing import Any


def is_sorted(items: list[Any]) -> bool:
    return all(one <= after for one, after in pairwise(items))


def total(items: list[Any]) -> Any:
    return sum(items)


def least(items: list[Any]) -> Any:
    if not items:
        raise ValueError("min called on empty list")
    return min(items)


def most(items: list[Any]) -> Any:
    if not items:
        raise ValueError("max called on empty list")
    return max(items)


def index_of(items: list[Any], item: Any) -> int:
    return next((n for n, one in enumerate(items) if _same(one, item)), -1)


def last_index_of(items: list[Any], item: Any) -> int:
    return next((n for n in reversed(range(len(items))) if _same(items[n], item)), -1)


def index_in_text(text: str, part: str, start: int = 0) -> int:
    if not 0 <= start <= len(text):
        raise ValueError(f"index out of range: {start}")
    return text.find(part, start)


def last_index_in_text(text: str, part: str, start: int | None = None) -> int:
    if start is None:
        return text.rfind(part)
    if not 0 <= start <= len(text):
        raise ValueError(f"index out of range: {start}")
    return text.rfind(part, 0, start + len(part))


def _same(one: Any, other: Any) -> bool:
    """To Python true is 1, to CEL it is not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)

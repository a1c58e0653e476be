"""Asking for a page of a list, and saying why it is empty."""

from collections.abc import Mapping
from typing import Any

import typer

from clark.cli.client import Client
from clark.errors import Refused

PAGE = 50  # rows, as the API turns its pages
Answer = Mapping[str, Any]


def listed(asking: Client, path: str, filters: Mapping[str, str], **more: Any) -> Answer:
    """A page of a list. Raises typer.BadParameter where Clark knows no such filter value."""
    try:
        answer: Answer = asking.get(path, **filters, **more)
    except Refused as refusal:
        for problem in refusal.problems:
            if problem.field in filters:
                said = f"{problem.reason} {problem.fix}"
                raise typer.BadParameter(said, param_hint=f"--{problem.field}") from None
        raise
    return answer


def none(answer: Answer, page: int, otherwise: str) -> str:
    """What to say of an empty page."""
    total = answer["total"]
    if not total or page == 1:
        return otherwise
    pages = -(-total // PAGE)
    there = "is 1 page" if pages == 1 else f"are {pages} pages"
    return f"There is no page {page}: there {there}, with {total} in all."

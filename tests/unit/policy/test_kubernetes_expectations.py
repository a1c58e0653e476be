"""Clark says of an expression what Kubernetes' own documentation, tests and API server say."""

import json
from collections import Counter
from pathlib import Path

import pytest

from clark.errors import Refused
from clark.policy.engine import Failed, activation, compiled


def rows() -> list[tuple[str, str, str]]:
    """Source, expression and what is expected of it."""
    found, source = [], ""
    for line in (Path(__file__).parent / "kubernetes_rows.txt").read_text().splitlines()[6:]:
        if line.startswith("# "):
            source = line[2:]
        elif line:
            expression, expected = line.rsplit("  =>  ", 1)
            found.append((source, expression, expected))
    return found


def said_of(expression: str) -> object:
    try:
        compiled(expression, None)
    except Refused as refused:
        if "the value is an optional" not in refused.reason:
            return "refused"
    value = compiled(expression, None).evaluate(activation({}))
    return "fails" if isinstance(value, Failed) else value


@pytest.mark.parametrize(("source", "expression", "expected"), rows())
def test_an_expression_means_what_it_means_to_kubernetes(
    source: str, expression: str, expected: str
) -> None:
    wanted = expected if expected in ("refused", "fails") else json.loads(expected)
    found = said_of(expression)
    assert (found, type(found)) == (wanted, type(wanted)), source


def test_every_source_has_rows_and_no_row_is_there_twice_in_one() -> None:
    counted = Counter((source, expression) for source, expression, _ in rows())
    assert len(counted) > 400
    assert max(counted.values()) == 1

"""Code that one can read at a glance: no long file, no long function."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clark

PACKAGE = Path(clark.__file__).parent
MADE = PACKAGE / "store" / "migrations"  # by Django
TESTS = Path(__file__).parents[1]
TABLE = TESTS / "unit" / "policy" / "shipped_policy_rows.py"  # of cases, a row each
CODE = sorted(
    each
    for root in (PACKAGE, TESTS)
    for each in root.rglob("*.py")
    if MADE not in each.parents and each != TABLE
)
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 40


def long_functions(text: str) -> Iterator[str]:
    """Without decorators; the docstring counts."""
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (each.end_lineno or each.lineno) - each.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield f"{each.name}: {lines} lines"


@pytest.mark.parametrize("file", CODE, ids=lambda file: "/".join(file.parts[-3:]))
def test_no_file_and_no_function_is_too_long(file: Path) -> None:
    text = file.read_text()
    assert text.count("\n") <= LINES_OF_A_FILE
    assert list(long_functions(text)) == []


def test_a_long_function_is_found_wherever_it_is() -> None:
    line = "        x = 1\n"
    long, short = line * LINES_OF_A_FUNCTION, line * (LINES_OF_A_FUNCTION - 1)
    assert list(long_functions(f"class A:\n    async def f():\n{long}")) == ["f: 41 lines"]
    assert list(long_functions(f"class A:\n    def f():\n{short}")) == []

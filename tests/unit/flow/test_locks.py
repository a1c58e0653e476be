"""Advisory locks: each use has a number of its own."""

import re
from pathlib import Path

import clark
from clark.flow.locks import Lock

NUMBER = re.compile(r"\b70\d\d\b")


def test_no_two_locks_share_a_number() -> None:
    assert len({each.value for each in Lock}) == len(Lock.__members__)


def test_no_lock_is_numbered_anywhere_else() -> None:
    """Two modules that each chose a number once chose the same."""
    source = Path(clark.__file__).parent
    found = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "advisory" in path.read_text() and NUMBER.search(path.read_text())
    ]
    assert found == ["flow/locks.py"]

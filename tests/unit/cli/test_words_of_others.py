"""What people write into commits and titles is shown, and does nothing to the terminal."""

import pytest

from clark.cli.show.repositories import repositories
from clark.cli.show.words import console, toned

PUSH = {
    "commit": "a" * 40,
    "author": "[bold]Eve\x1b]0;title\x07",
    "at": "2026-01-01T00:00:00+00:00",
    "flaws": [],
    "stops": False,
    "state": "flagged",
}


@pytest.mark.parametrize("title", ["fix [/red] it", "\x1b[8mhidden", "[link=http://evil]x[/link]"])
def test_a_title_is_shown_as_it_was_written(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = {"stopped": "\x1b[2J stop", "pushes": [PUSH | {"title": title}], "pulls": []}
    repositories(page)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert title.replace("\x1b", "\\x1b") in shown
    assert "[bold]Eve" in shown


def test_a_line_keeps_its_own_line_breaks_and_no_escapes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console().print("one\ntwo\x1b[2J", markup=False)
    console().print(toned("bad\x1b[2J", "bad"))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert shown.startswith("one\ntwo")

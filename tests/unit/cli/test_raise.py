"""`clark raise`: what it asks of the API, and what it says of limits."""

from typing import Any

import pytest

from clark.cli import show
from clark.cli.main import main
from clark.cli.online import raise_limit
from tests.unit.cli.canned import Canned

SAID = {"state": "review", "headline": "", "line": "", "problems": [], "passed": []}
VERDICT: dict[str, Any] = {**SAID, "findings": []}
TITLE = "Raise the limit few to 40 services"
DRAFT = {"title": TITLE, "verdict": VERDICT, "impacts": [], "files": []}
ENDED = {"row": {"state": "done", "waiting": "", "ended": True}}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Canned:
    canned = Canned(
        {"/limits/few/raise": {"number": 7}, "/limits/few/draft": DRAFT, "/requests/7": ENDED}
    )
    monkeypatch.setattr(raise_limit, "client", lambda: canned)
    return canned


def left(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["raise", *words])
    return int(end.value.code or 0)


def test_a_raise_is_asked_for_with_its_reason(
    api: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    assert left("few", "services=40", "sizes=db.r5.large", "--reason", "Shops.", "--wait") == 0
    (body,) = api.posted("/limits/few/raise")
    assert body["fields"] == {"services": "40", "sizes": "db.r5.large"}
    assert body["reason"] == "Shops."
    assert body["submission"]
    assert "request #7. An owner decides" in capsys.readouterr().out


def test_a_draft_submits_nothing(api: Canned, capsys: pytest.CaptureFixture[str]) -> None:
    assert left("few", "services=40", "--dry-run") == 0
    assert TITLE in capsys.readouterr().out
    assert api.posted("/limits/few/raise") == []


@pytest.mark.parametrize("words", [["few"], ["few", "forty"], ["few", "services=1", "services=2"]])
def test_what_is_no_raise_is_not_asked(api: Canned, words: list[str]) -> None:
    assert left(*words) == 2
    assert api.asked == []


def test_a_draft_that_a_limit_denies_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    finding = {
        "level": "deny", "field": "", "file": "service.yaml", "line": 1, "reason": "Too many.",
        "fix": "Ask for less.", "limit": "few", "wants": "services=3",
    }  # fmt: skip
    verdict = {**VERDICT, "findings": [{"finding": finding}]}
    show.draft({**DRAFT, "verdict": verdict})
    said = " ".join(capsys.readouterr().out.split())
    assert "clark raise few services=3 --reason WHY" in said


def test_limits_say_who_asks_for_more(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"name": "few", "scope": "x", "measures": [], "sizes": [], "standing": "full"}
    page = {"rows": [{**row, "request": 7}], "broken": [], "total": 1}
    show.limits(page)
    assert "request 7 asks for more" in " ".join(capsys.readouterr().out.split())

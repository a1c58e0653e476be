"""`clark practices`: the lowest scores, one checklist, and how a request that mends is asked."""

import json
from dataclasses import asdict

import pytest

from clark.cli.main import main
from clark.cli.online import practices
from clark.cli.show import draft
from tests.unit.cli.canned import Canned
from tests.unit.web.samples.practices import NEW_SCORE, PRACTICES, RADIUS, SCORE

SERVICE = "/services/us-east-1/orders-db-prod"
ROW = {
    "name": "orders-db-prod",
    "region": "us-east-1",
    "summary": "PostgreSQL 14.9",
    "word": "PostgreSQL database",
    "score": 64,
    "holding": 2,
    "asked": 5,
    "worst": "A standby in a second zone",
}


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Canned:
    made = Canned(
        {
            "/practices": {"total": 1, "rows": [ROW]},
            "/services": {"total": 1, "rows": [ROW]},
            SERVICE: {"row": ROW, "practices": asdict(PRACTICES)},
        }
    )
    monkeypatch.setattr(practices, "client", lambda: made)
    return made


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["practices", *words])
    assert left.value.code == 0
    return capsys.readouterr().out


def test_services_are_listed_with_score_and_what_to_mend_first(
    asking: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "--region", "us-east-1")
    assert "64" in shown
    assert "2 of 5" in shown
    assert "A standby in a second zone" in shown
    assert asking.asked[0][2]["region"] == "us-east-1"


def test_the_list_is_searched_and_narrowed_to_a_kind(
    asking: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "--search", "orders", "--kind", "RDSInstance")
    sent = asking.asked[0][2]
    assert (sent["q"], sent["kind"]) == ("orders", "RDSInstance")


@pytest.mark.parametrize("option", ["--search", "--kind", "--environment"])
def test_one_service_is_not_narrowed(
    asking: Canned, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["practices", "orders-db-prod", option, "x"])
    assert left.value.code != 0
    assert "only a list has it" in capsys.readouterr().err


def test_a_checklist_says_what_fails_why_and_how_it_is_asked_for(
    asking: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "orders-db-prod")
    assert "Score: 64 of 100; 2 of 5 hold" in shown
    assert "! A standby in a second zone  multiAZ is false" in shown
    assert "$52.56 more." in shown
    asked = "clark request orders-db-prod --region us-east-1 --action improve practice=a"
    assert asked in shown
    assert "practice=c" not in shown, "nobody can click what people have to do by hand"
    assert json.loads(said(capsys, "orders-db-prod", "--json"))["score"] == 64


def test_a_draft_says_who_depends_on_it_and_what_becomes_of_the_score(
    capsys: pytest.CaptureFixture[str],
) -> None:
    verdict = {"headline": "", "line": "", "findings": [], "problems": [], "passed": []}
    page = {"title": "Improve it", "verdict": verdict, "impacts": [], "files": []}
    draft(page | {"radius": asdict(RADIUS), "score": asdict(SCORE)})
    shown = capsys.readouterr().out
    assert "Who depends on it: If order-service-db-prod stops" in shown
    assert "Best practices: 64 → 79 of 100" in shown
    assert "holds now: A standby in a second zone" in shown
    draft(page | {"score": asdict(NEW_SCORE)})
    assert "Best practices: 92 of 100" in capsys.readouterr().out

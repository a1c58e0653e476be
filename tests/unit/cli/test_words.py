"""What commands print for people, from what the API answers."""

from datetime import UTC, datetime

import pytest

from clark.cli import show
from clark.cli.show.offerings import takes
from clark.cli.show.pages import EXAMPLES, diff, judged
from clark.flow.actions import ACTIONS


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0.04, "0.0 s"), (59.9, "59.9 s"), (245, "4 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations_have_one_or_two_units(seconds, said):
    assert show.duration(seconds) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-01-02T12:00:00Z", "just now"),
        ("2026-01-02T11:30:00Z", "30 min ago"),
        ("2026-01-02T02:00:00+00:00", "10 h ago"),
        ("2025-12-30T12:00:00Z", "3 d ago"),
    ],
)
def test_ages_have_one_unit(moment, said):
    assert show.age(moment, datetime(2026, 1, 2, 12, 0, 30, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (
            {"choices": [{"value": "small", "detail": "db.t3.micro · 2 vCPU"}]},
            "small (db.t3.micro)",
        ),
        ({"choices": [{"value": "dev", "detail": ""}, {"value": "prod"}]}, "dev | prod"),
        ({"type": "switch"}, "on | off"),
        ({"minimum": 20, "maximum": 1000, "unit": "GB"}, "20–1000 GB"),
        ({}, "text"),
        ({"max_length": 40}, "text of up to 40 characters"),
        ({"max_length": 55, "pattern": "^[a-z]+$"}, "a name of up to 55 characters"),
    ],
)
def test_a_field_says_what_may_be_written_after_its_equals_sign(field, said):
    nothing = {"choices": [], "type": "text", "minimum": None, "maximum": None, "unit": ""}
    nothing |= {"max_length": None, "pattern": ""}
    assert takes({**nothing, **field}) == said


def test_names_are_never_folded_however_narrow_the_output(capsys, monkeypatch):
    monkeypatch.setattr("clark.cli.show.words.PIPED", 70)
    show.services([SERVICE], "")
    assert "java-service-cache-prod" in capsys.readouterr().out


def test_a_service_that_is_not_healthy_says_why(capsys):
    ill = {**SERVICE, "health": "Degraded", "tone": "bad", "reason": "AWS stopped it."}
    show.services([ill], "")
    assert "Degraded: AWS stopped it." in capsys.readouterr().out


def test_events_are_one_line_each_whatever_was_said(capsys):
    event = {
        "id": 1,
        "at": "2026-01-02T12:00:00Z",
        "request": 7,
        "service": "orders-db-prod",
        "event": "approved",
        "who": "Ravi Patel",
        "said": "[bold]not markup[/bold]",
    }
    show.events([event])
    assert "#7 orders-db-prod  approved (Ravi Patel): [bold]not" in capsys.readouterr().out


def test_nothing_is_said_in_words(capsys):
    show.requests([], "Nothing waits for a review.")
    assert capsys.readouterr().out == "Nothing waits for a review.\n"


SERVICE = {
    "name": "java-service-cache-prod",
    "word": "Redis cache",
    "summary": "Redis 7.0 · cache.t3.micro · 2 nodes",
    "region": "us-east-1",
    "team": "backend",
    "sync": "Synced",
    "health": "Healthy",
    "tone": "ok",
    "reason": "",
}


def test_who_must_act_is_said_once(capsys):
    assert show.waits({"waiting": "A reviewer has to decide.", "who": "a reviewer"}) == (
        "A reviewer has to decide."
    )
    assert show.waits({"waiting": "It is deleted.", "who": "AWS"}) == "It is deleted. (AWS)"


def test_lines_of_a_change_are_whole_and_gaps_are_marked(capsys):
    long = "x" * 400
    rows = [
        {"sign": " ", "old": 1, "new": 1, "text": "a"},
        {"sign": "-", "old": 2, "new": None, "text": "b"},
        {"sign": "+", "old": None, "new": 2, "text": long},
        {"sign": " ", "old": 9, "new": 9, "text": "c"},
    ]
    diff(show.console(), {"path": "service.yaml", "added": 1, "removed": 1, "rows": rows})
    assert capsys.readouterr().out.splitlines()[2:] == ["  a", "- b", f"+ {long}", "⋮", "  c"]


@pytest.mark.parametrize("kind", ACTIONS)
def test_every_change_of_a_service_is_shown_with_a_field_that_it_needs(kind):
    assert {each.action for each in ACTIONS[kind]} <= EXAMPLES.keys()


def test_a_finding_about_a_whole_file_names_the_file_and_ends_its_sentence(capsys):
    finding = {
        "level": "deny",
        "field": "",
        "file": "policies/a.yaml",
        "line": 3,
        "reason": "A policy cannot be read",
        "fix": "Repair it.",
        "limit": "",
    }
    verdict = {"headline": "", "line": "", "problems": [], "passed": []}
    verdict |= {"findings": [{"finding": finding}]}
    judged(show.console(), {"verdict": verdict, "impacts": [], "files": []})
    said = "deny policies/a.yaml, line 3: A policy cannot be read. Repair it."
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("count", "said"), [(1, "1 service,"), (2, "2 services,")])
def test_an_equal_comparison_counts_in_words_that_agree(count, said, capsys):
    card = {"equal": True, "services": count, "head": "a41f9c2d", "differences": []}
    show.exit_check({**card, "goes_on": [], "stops": []})
    assert f"Equal: {said} from Git at a41f9c2 " in capsys.readouterr().out

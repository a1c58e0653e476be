"""What the commands make of the API's answers, and of there being none."""

import json

import httpx
import pytest

from clark.cli import account
from clark.cli.client import error_of
from clark.cli.main import main
from clark.errors import NotFound, Problem, Refused, TryLater


def test_a_refusal_keeps_every_field_and_fix():
    problems = [{"field": "size", "reason": "“huge” is not a size.", "fix": "Use large."}]
    found = error_of(_answer(422, {"reason": "1 thing to fix", "problems": problems}))
    assert isinstance(found, Refused)
    assert found.reason == "1 thing to fix"
    assert found.problems == (Problem("size", "“huge” is not a size.", "Use large."),)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, Refused, "clark login"),
        (404, NotFound, "There is no request 9."),
        (503, TryLater, "There is no request 9."),
    ],
)
def test_the_status_says_whether_to_ask_again(status, kind, words):
    found = error_of(_answer(status, {"reason": "There is no request 9.", "problems": []}))
    assert isinstance(found, kind)
    assert words in str(found)


def test_an_answer_that_is_no_json_is_still_an_error():
    assert "500" in str(error_of(httpx.Response(500, text="<html>")))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["request", "databases", "no-sign"], 2),
        (["request", "databases", "a=1", "a=2"], 2),
        (["request", "databases", "--region", "us-east-1"], 2),
        (["approve", "zero"], 2),
        (["up", "--pace", "warp"], 2),
        (["services"], 1),
    ],
)
def test_exit_codes_tell_unusable_input_from_failure(words, code, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CLARK_HOME", str(tmp_path))
    monkeypatch.delenv("CLARK_URL", raising=False)
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == code
    assert capsys.readouterr().out == ""


def test_without_a_running_clark_a_command_says_what_to_start(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CLARK_HOME", str(tmp_path))
    with pytest.raises(SystemExit):
        main(["services"])
    assert "clark up" in capsys.readouterr().err


def test_a_login_is_readable_by_its_owner_only(tmp_path):
    account.keep_login(tmp_path, "maya", "clark_word")
    file = tmp_path / "login.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text()) == {"username": "maya", "token": "clark_word"}


def test_a_clark_whose_process_is_gone_does_not_run(tmp_path):
    account.note_running(tmp_path, account.Running("http://127.0.0.1:1", "git", 2**22 + 1))
    assert account.running(tmp_path) is None


def _answer(status, body):
    return httpx.Response(status, json=body)

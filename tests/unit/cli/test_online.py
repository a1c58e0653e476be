"""What the online commands ask of the API, and what they do with its answers."""

import pytest
import typer

from clark.cli import show
from clark.cli.main import main
from clark.cli.online import approve, request
from clark.cli.online import asking as questions
from clark.cli.online.listing import listed, none
from clark.cli.online.whereabouts import region_of
from clark.errors import NotFound, Problem, Refused
from tests.unit.cli.canned import Canned

HEAD = "a41f9c2d31be77b0a41f9c2d31be77b0a41f9c2d"
ROW = {
    "number": 7,
    "title": "Create docs-dev",
    "author": "Maya Chen",
    "team": "docs",
    "created_at": "2026-11-23T09:16:41+00:00",
    "region": "us-east-1",
    "environment": "dev",
    "state": "in review",
    "tone": "review",
    "waiting": "",
    "who": "",
    "ended": False,
    "service": "docs-dev",
    "not_before": None,
}
PAGE = {
    "row": ROW,
    "reason": "",
    "pull_url": "",
    "head": HEAD,
    "diff_hash": "9f" * 32,
    "verdict": {"headline": "", "line": "", "findings": [], "problems": [], "passed": []},
    "impacts": [],
    "files": [],
    "steps": [],
    "decisions": [],
    "needs": [],
    "unseen": False,
    "may_not": "",
}


@pytest.mark.parametrize("state", ["done", "superseded", "a state of a later Clark"])
def test_waiting_ends_with_whatever_state_the_api_calls_an_end(state: str) -> None:
    page = {"row": {**ROW, "state": state, "ended": True}}
    assert questions._ended(Canned({"/requests/7": page}), 7, quiet=True) == page


def test_a_service_is_looked_for_by_its_name_and_not_on_the_first_page() -> None:
    asking = Canned({"/services": {"rows": [{"name": "db-dev", "region": "eu-west-1"}]}})
    assert region_of(asking, "db-dev", "") == "eu-west-1"
    assert asking.asked == [("GET", "/services", {"name": "db-dev"})]


def test_a_service_that_is_nowhere_or_in_two_regions_is_refused() -> None:
    with pytest.raises(NotFound):
        region_of(Canned({"/services": {"rows": []}}), "db-dev", "")
    two = [{"name": "db-dev", "region": each} for each in ("us-east-1", "eu-west-1")]
    with pytest.raises(Refused, match="2 regions"):
        region_of(Canned({"/services": {"rows": two}}), "db-dev", "")


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Canned:
    canned = Canned({"/requests/7": PAGE, "/requests/7/approve": {"whole": True}})
    monkeypatch.setattr(approve, "client", lambda: canned)
    return canned


def test_a_request_is_shown_with_the_head_that_an_approval_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.request(PAGE)
    assert f"Head: {HEAD}" in capsys.readouterr().out


def test_a_request_shows_its_time_its_window_and_the_way_that_interrupts_less(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = [
        {
            "sentence": "Add a standby.",
            "claim": "Zero downtime, says AWS.",
            "who": "",
            "action": "standby",
            "fields": {"standby": "on", "when": "now"},
        },
        {"sentence": "Fail over.", "claim": "", "who": "an owner", "action": "", "fields": {}},
    ]
    way = {"title": "Multi-AZ first", "interruption": "A failover.", "source": "S", "steps": steps}
    row = {**ROW, "not_before": "2026-12-01T02:00:00+00:00"}
    window = {"said": "The maintenance window opens next on Sunday."}
    show.request({**PAGE, "row": row, "windows": [window], "alternatives": [way]})
    said = capsys.readouterr().out
    assert "merged on 1 December 2026 at 02:00 UTC, not before" in said
    assert window["said"] in said
    assert "1. Add a standby. Zero downtime, says AWS." in said
    command = "clark request docs-dev --region us-east-1 --action standby standby=on when=now"
    assert command in said
    assert "2. Fail over. (an owner)" in said


def test_a_time_goes_with_the_change_and_with_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = "/services/us-east-1/docs-dev/changes"
    canned = Canned({where: {"number": 7}, "/requests/7": PAGE})
    monkeypatch.setattr(request, "client", lambda: canned)
    monkeypatch.setattr(request, "region_of", lambda *_: "us-east-1")
    time = "2026-12-01T02:00Z"
    with pytest.raises(SystemExit) as left:
        main(["request", "docs-dev", "--action", "class", "size=large", "--at", time])
    assert left.value.code == 0
    assert [each["not_before"] for each in canned.posted(where)] == [time]
    with pytest.raises(SystemExit) as left:
        main(["request", "databases", "service=docs", "--at", time])
    assert left.value.code == 2
    assert "--at" in capsys.readouterr().err


def test_an_approval_says_when_it_is_merged(
    asking: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {**ROW, "not_before": "2026-12-01T02:00:00+00:00"}
    asking.answers = {**asking.answers, "/requests/7": {**PAGE, "row": row}}
    with pytest.raises(SystemExit) as left:
        main(["approve", "7", "--yes", "--head", HEAD])
    assert left.value.code == 0
    assert "Clark merges it on 1 December 2026 at 02:00 UTC" in capsys.readouterr().out


@pytest.mark.parametrize("without_asking", ["--yes", "--json"])
def test_an_approval_without_a_question_names_the_head_that_was_read(
    asking: Canned, without_asking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["approve", "7", without_asking])
    assert left.value.code == 2
    assert "--head" in capsys.readouterr().err
    assert asking.asked == []


@pytest.mark.parametrize("head", ["b41f9c2", "a41f9c2d31be77b1", HEAD + "0"])
def test_a_head_that_is_not_the_request_s_any_more_is_not_approved(
    asking: Canned, head: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["approve", "7", "--yes", "--head", head])
    assert left.value.code == 1
    assert "moved" in capsys.readouterr().err
    assert asking.posted("/requests/7/approve") == []


@pytest.mark.parametrize("head", ["a", "a41f9c"])
def test_a_head_of_too_few_letters_could_be_any(asking: Canned, head: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["approve", "7", "--yes", "--head", head])
    assert left.value.code == 2
    assert asking.asked == []


@pytest.mark.parametrize("head", [HEAD, HEAD[:7], HEAD[:7].upper()])
def test_the_head_that_was_read_is_approved_whole(asking: Canned, head: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["approve", "7", "--json", "--head", head])
    assert left.value.code == 0
    read = {"head": HEAD, "diff_hash": PAGE["diff_hash"], "comment": ""}
    assert asking.posted("/requests/7/approve") == [read]


def test_a_refusal_says_each_thing_once_and_names_the_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "“tiny” is not a size."
    refusal = Refused(
        why, [Problem("size", why, "Choose one of small, large."), Problem("accept", "Not yet.")]
    )
    monkeypatch.setattr(request, "client", lambda: Canned({"/requests": refusal}))
    with pytest.raises(SystemExit):
        main(["request", "databases", "size=tiny"])
    assert capsys.readouterr().err.splitlines() == [
        f"clark: {why}",
        "  size: Choose one of small, large.",
        "  --accept: Not yet.",
    ]


def test_a_draft_names_the_option_that_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [("accept", "Not yet."), ("", "Request 4 for it is still open.")]
    verdict = {**PAGE["verdict"], "problems": problems}  # type: ignore[dict-item]
    show.draft({**PAGE, "title": "Resize it", "verdict": verdict})
    said = capsys.readouterr().out
    assert "  --accept: Not yet." in said
    assert "\n  Request 4 for it is still open." in said


def test_a_dry_run_of_what_could_not_be_sent_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"state": "fix", "problems": [("", "Request 4 for docs-dev is still open.")]}
    draft = {**PAGE, "title": "Create docs-dev", "verdict": {**PAGE["verdict"], **said}}  # type: ignore[dict-item]
    monkeypatch.setattr(request, "client", lambda: Canned({"/catalog/databases/draft": draft}))
    with pytest.raises(SystemExit) as left:
        main(["request", "databases", "service=docs", "--dry-run"])
    assert left.value.code == 1
    assert "still open" in capsys.readouterr().out


class Refusing(Canned):
    """Refuses everything, as the API does."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__({})
        self.problems = problems

    def _ask(self, method: str, path: str, **more: object) -> object:
        raise Refused("No.", self.problems)


def test_a_filter_value_that_clark_does_not_know_is_unusable_input() -> None:
    asking = Refusing(Problem("region", "“mars” is not a region.", "Known are us-east-1."))
    with pytest.raises(typer.BadParameter, match=r"not a region. Known are us-east-1.") as refused:
        listed(asking, "/services", {"region": "mars"})
    assert refused.value.param_hint == "--region"
    with pytest.raises(Refused):
        listed(Refusing(Problem("", "Why not.")), "/services", {"region": "mars"})


def test_a_page_beyond_the_end_says_so() -> None:
    assert none({"total": 0}, 3, "Nothing.") == "Nothing."
    assert none({"total": 51}, 3, "") == "There is no page 3: there are 2 pages, with 51 in all."
    assert none({"total": 4}, 99, "") == "There is no page 99: there is 1 page, with 4 in all."


def test_a_request_that_has_ended_is_not_said_to_have_moved(
    asking: Canned, capsys: pytest.CaptureFixture[str]
) -> None:
    asking.answers = {"/requests/7": {**PAGE, "row": {**ROW, "state": "done", "ended": True}}}
    with pytest.raises(SystemExit):
        main(["approve", "7", "--yes", "--head", "0123456"])
    assert "#7 is done: there is nothing left to approve." in capsys.readouterr().err

"""People and pushes that meet: one decision, no lost update, nothing merged that was not approved.

The cases F6 and F7 of Clark's fault list.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from clark.errors import ClarkError, Refused
from tests.running_clark import RunningClark, WorkingCopy, wait_for


def at_once(*calls: Callable[[], object]) -> list[ClarkError | None]:
    """Make the calls at the same moment. What each was refused with, in their order."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> ClarkError | None:
        start.wait()
        try:
            call()
        except ClarkError as error:
            return error
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls))


def decide(clark: RunningClark, who: str, number: int, verb: str) -> Callable[[], object]:
    """A decision about the request as it is now."""
    page = clark.page(number)
    said = {"comment": "Not like this."}
    if verb == "approve":
        said = {"head": page["head"], "diff_hash": page["diff_hash"], "comment": ""}
    return lambda: clark.clients[who].post(f"/requests/{number}/{verb}", said)


def in_review(clark: RunningClark, name: str, offering: str = "storages") -> int:
    number = clark.order(offering, name)
    clark.until(number, "in review")
    return number


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("verbs", [("approve", "reject"), ("approve", "approve")])
def test_two_reviewers_at_once_make_one_decision_and_the_other_is_told(clark, verbs, turn):
    number = in_review(clark, f"duel-{'-'.join(verbs)}-{turn}")
    first, second = at_once(
        decide(clark, "ravi", number, verbs[0]), decide(clark, "ana", number, verbs[1])
    )
    lost = [error for error in (first, second) if error is not None]
    assert len(lost) == 1
    assert "there is nothing to decide" in str(lost[0])
    page = clark.page(number)
    assert len(page["decisions"]) == 1
    winner = ("Ravi Patel", verbs[0]) if first is None else ("Ana Souza", verbs[1])
    kept = page["decisions"][0]
    assert (kept["person"], kept["verdict"]) == winner


def test_two_requests_for_one_service_at_once_become_one(clark):
    results = at_once(*[lambda n=n: order_as(clark, "twice", n) for n in range(4)])
    refused = [str(each) for each in results if each is not None]
    assert len(refused) == 3
    assert all("still open" in each for each in refused)


def test_a_form_that_is_sent_twice_at_once_is_one_request(clark):
    numbers: list[int] = []
    results = at_once(*[lambda: numbers.append(clark.order("storages", "double-click"))] * 4)
    assert results == [None] * 4
    assert len(set(numbers)) == 1


def order_as(clark: RunningClark, name: str, turn: int) -> int:
    raw = {
        "service": name,
        "application": "shop",
        "team": "backend",
        "environment": "dev",
        "region": "us-east-1",
    }
    said = {"offering": "storages", "parameters": raw, "submission": f"{name}-{turn}"}
    who = ("maya", "jonas")[turn % 2]
    number: int = clark.clients[who].post("/requests", said)["number"]
    return number


def approved_while_nobody_works(clark: RunningClark, number: int) -> None:
    clark.stop_worker()
    clark.approve(number)


def again(clark: RunningClark) -> None:
    clark.start_worker()


def merges_of(work: WorkingCopy, number: int) -> int:
    work.git("fetch", "--quiet")
    subjects = work.git("log", "--first-parent", "--format=%s", "origin/main").splitlines()
    return sum(each.endswith(f"clark/request-{number}") for each in subjects)


def finished(clark: RunningClark, offering: str, name: str) -> str:
    """A service that runs, and the path of its file."""
    number = in_review(clark, name, offering)
    clark.approve(number)
    clark.until(number, "done")
    return f"regions/us-east-1/dev/{name}-dev/service.yaml"


def test_a_push_to_the_same_file_after_the_approval_makes_the_request_outdated(clark, tmp_path):
    path = finished(clark, "caches", "outrun")
    number = clark.change("outrun-dev", "class", size="medium")
    clark.until(number, "in review")
    approved_while_nobody_works(clark, number)
    work = clark.clone(tmp_path / "work")
    theirs = (work.path / path).read_text() + "# Ours too.\n"
    work.push({path: theirs}, "Say whose it is")
    again(clark)
    page = clark.until(number, "outdated")
    assert path in page["log"][-1]["said"]
    assert merges_of(work, number) == 0
    assert work.git("show", f"origin/main:{path}") == theirs


def test_a_push_to_another_file_after_the_approval_does_not_stop_the_merge(clark, tmp_path):
    number = in_review(clark, "undisturbed")
    approved_while_nobody_works(clark, number)
    work = clark.clone(tmp_path / "work")
    work.push({"notes/today.md": "Nothing happened.\n"}, "Write a note")
    again(clark)
    clark.until(number, "done")
    assert merges_of(work, number) == 1
    assert work.git("show", "origin/main:notes/today.md") == "Nothing happened.\n"


def test_a_commit_pushed_after_the_approval_voids_it(clark, tmp_path):
    number = in_review(clark, "smuggled")
    approved_while_nobody_works(clark, number)
    work = clark.clone(tmp_path / "work", "techcorp/gitops", "--branch", f"clark/request-{number}")
    path = "regions/us-east-1/dev/smuggled-dev/service.yaml"
    text = (work.path / path).read_text()
    assert "Enabled" in text
    work.push({path: text.replace("noncurrentDays: 30", "noncurrentDays: 31")}, "One day more")
    again(clark)
    page = wait_for(lambda: moved(clark, number), "the new head is in review")
    assert [each["void_because"] for each in page["decisions"]] == [
        "New commits were pushed after the approval."
    ]
    assert merges_of(work, number) == 0
    assert "gina@techcorp.example" in authors(clark, number)
    clark.approve(number)
    clark.until(number, "done")
    assert merges_of(work, number) == 1


def moved(clark: RunningClark, number: int) -> dict[str, Any] | None:
    page = clark.page(number)
    shown = "noncurrentDays: 31" in str(page["files"])
    return page if shown and page["row"]["state"] == "in review" else None


def authors(clark: RunningClark, number: int) -> Sequence[str]:
    query = "SELECT authors FROM store_request WHERE number = %s"
    found: list[str] = clark.sql(query, number)[0][0]
    return found


def test_a_page_that_was_read_before_a_push_cannot_be_approved(clark, tmp_path):
    number = in_review(clark, "stale-page")
    stale = decide(clark, "ravi", number, "approve")
    work = clark.clone(tmp_path / "work", "techcorp/gitops", "--branch", f"clark/request-{number}")
    path = "regions/us-east-1/dev/stale-page-dev/service.yaml"
    text = (work.path / path).read_text()
    work.push({path: text.replace("noncurrentDays: 30", "noncurrentDays: 31")}, "One day more")
    wait_for(lambda: moved(clark, number), "the new head is in review")
    with pytest.raises(Refused, match="moved while you read it"):
        stale()


def test_nobody_approves_what_they_asked_for(clark, tmp_path):
    number = in_review(clark, "own-wish")
    own = clark.clients["ana"].post(
        "/requests",
        {
            "offering": "storages",
            "parameters": {
                "service": "anas-wish",
                "application": "shop",
                "team": "platform",
                "environment": "dev",
                "region": "us-east-1",
            },
        },
    )["number"]
    clark.until(own, "in review")
    with pytest.raises(Refused, match="Someone else must review it"):
        decide(clark, "ana", own, "approve")()
    with pytest.raises(Refused, match="Reviewers and owners decide"):
        decide(clark, "maya", number, "approve")()
    typed = clark.cli("ana", "approve", str(own), "--yes", "--head", clark.page(own)["head"])
    assert (typed.returncode, "Someone else must review it" in typed.stderr) == (1, True)


def test_nobody_approves_a_pull_request_they_wrote_a_commit_of(clark, tmp_path):
    number = in_review(clark, "co-written")
    work = clark.clone(tmp_path / "work", "techcorp/gitops", "--branch", f"clark/request-{number}")
    path = "regions/us-east-1/dev/co-written-dev/service.yaml"
    text = (work.path / path).read_text()
    work.push(
        {path: text.replace("noncurrentDays: 30", "noncurrentDays: 31")},
        "One day more",
        GIT_AUTHOR_NAME="Ravi",
        GIT_AUTHOR_EMAIL="RAVI@techcorp.example",
    )
    wait_for(lambda: moved(clark, number), "the new head is in review")
    with pytest.raises(Refused, match="You wrote a commit"):
        decide(clark, "ravi", number, "approve")()
    typed = clark.cli("ravi", "approve", str(number), "--yes", "--head", clark.page(number)["head"])
    assert (typed.returncode, "You wrote a commit" in typed.stderr) == (1, True)
    decide(clark, "ana", number, "approve")()
    clark.until(number, "done")


def test_a_merge_in_the_repository_itself_is_recorded_as_such(clark, tmp_path):
    number = in_review(clark, "past-clark")
    page = clark.page(number)
    base = clark.git.head("techcorp/gitops", "main")
    clark.git.merge("techcorp/gitops", page["pull_number"], head=page["head"], base=base)
    page = clark.until(number, "done")
    assert page["decisions"] == []
    said = [each["said"] for each in page["log"] if "merged" in each["what"]]
    assert said == ["Merged in the repository itself, without an approval in Clark."]


def test_a_request_withdrawn_while_it_is_approved_is_either_and_never_both(clark):
    number = in_review(clark, "regretted")
    results = at_once(
        decide(clark, "ravi", number, "approve"),
        lambda: clark.clients["maya"].post(f"/requests/{number}/withdraw"),
    )
    page = clark.until(number, "done", "withdrawn")
    merged = page["merge_commit"] != ""
    assert merged == (page["row"]["state"] == "done")
    assert merged or results[1] is None

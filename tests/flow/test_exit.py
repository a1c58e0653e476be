"""A customer leaves Clark: nothing breaks, nothing is lost, and nobody's rule is gone round."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.customers import adoption, infrastructure
from clark.customers import exit as leaving
from clark.customers.exit.work import Clusters, Spot
from clark.customers.infrastructure.reconcile import discover
from clark.customers.onboarding.work import Waiting
from clark.errors import NotFound, Refused, TryLater
from clark.flow import notify, offerings, people, provision, request
from clark.flow.copies import _snapshots, refresh
from clark.flow.request.drafting import propose_new
from clark.store.models import CopiedFile, Exit, LiveObject, PlanRecord, Request
from clark.worker.watch import Looks
from tests.flow.leaver import ALL, INFRA, Leaver
from tests.flow.looking import depths_of_calls
from tests.flow.outside import MemoryHost
from tests.flow.story import CONTROL, GITOPS
from tests.flow.terraform import STACK

# The comparison


def test_the_dashboard_shows_what_git_and_the_clusters_say_by_themselves(leaver: Leaver) -> None:
    leaver.story.done("docs")
    found = leaver.check()
    assert (found.equal, found.differences, found.services) == (True, (), 2)
    assert found.head == leaver.story.host.branches[GITOPS, "main"]


def test_what_the_dashboard_shows_wrongly_is_named_by_service_and_field(leaver: Leaver) -> None:
    leaver.story.done("docs")
    CopiedFile.objects.filter(path__contains="orders-db-prod").delete()
    LiveObject.objects.filter(name="docs-dev").delete()
    leaver.story.customer.refresh_from_db()
    CopiedFile.objects.filter(path__contains="docs-dev").update(text="kind: [")
    _snapshots.clear()  # as in a process that has not read this commit yet
    found = leaver.check()
    assert not found.equal
    named = {(each.name, each.field) for each in found.differences}
    assert {("docs-dev", "health"), ("orders-db-prod", "sync")} <= named


def test_a_comparison_changes_nothing(leaver: Leaver) -> None:
    leaver.story.done("docs")
    before = provision.services(by=leaver.story.person("ana"))
    rows = list(LiveObject.objects.order_by("pk").values())
    leaver.check()
    assert list(LiveObject.objects.order_by("pk").values()) == rows
    assert provision.services(by=leaver.story.person("ana")) == before


def test_a_comparison_calls_nobody_while_rows_are_held(leaver: Leaver) -> None:
    depths = depths_of_calls(leaver.story)
    leaver.check()
    assert {"head", "tree", "observe"} <= set(depths)
    assert set(depths.values()) == {0}, depths


def test_a_comparison_says_why_it_is_not_there_yet_and_is_made_later(leaver: Leaver) -> None:
    leaver.story.cluster.silent = True
    found = leaver.check()
    assert found.pending
    assert "does not answer" in found.trouble
    leaver.story.cluster.silent = False
    found = leaver.check()
    assert (found.pending, found.trouble, found.equal) == (False, "", True)


def test_what_replaces_clark_is_said_as_it_is(leaver: Leaver) -> None:
    host = leaver.story.host
    begun_with = (".github/CODEOWNERS", ".github/workflows/check.yml")
    host.push(GITOPS, "main", dict.fromkeys(begun_with))
    before = {each.what: each for each in leaver.check().stops}
    host.push(GITOPS, "main", {"CODEOWNERS": "* @techcorp/reviewers\n"})
    host.push(GITOPS, "main", {".github/workflows/check.yml": "on: pull_request\n"})
    after = {each.what: each for each in leaver.check().stops}
    changed = {what for what in after if before[what] != after[what]}
    assert changed == {
        "A second person's approval",
        "Checks on every pull request: policies, names, what cannot be changed",
    }
    assert all(after[what].ready and not before[what].ready for what in changed)
    assert "check.yml" in "".join(after[what].instead for what in changed)


# Leaving


def test_a_customer_leaves_with_everything_it_has(leaver: Leaver) -> None:
    number = leaver.story.done("docs")
    before = leaver.trees()
    leaver.leave()
    page = leaver.run()
    assert page.standing == "left"
    assert [step.state for step in page.steps] == ["done"] * 4
    after, host = leaver.trees(), leaver.story.host
    for repository in ALL:
        handover = after[repository].pop("HANDOVER.md")
        assert after[repository] == before[repository]
        text = host.contents[handover].decode()
        assert "docs-dev" in text
        assert leaver.story.row(number).merge_commit[:12] in text
        assert host.repositories[repository].collaborators == ()


def test_access_is_given_back_after_everything_else_and_git_ops_last(leaver: Leaver) -> None:
    leaver.leave()
    leaver.run()
    calls = leaver.story.host.calls
    assert [each for each in calls if each in {"merge", "remove"}] == ["merge"] * 3 + ["remove"] * 3
    removed = next(step for step in leaver.page.steps if step.key == "access")
    assert [place.place for place in removed.places] == [INFRA, CONTROL, GITOPS]


def test_what_is_not_merged_is_withdrawn_and_its_author_told_why(leaver: Leaver) -> None:
    number = leaver.story.in_review("docs")
    leaver.leave()
    leaver.run()
    assert leaver.story.state(number) == "withdrawn"
    assert leaver.story.host.pulls[GITOPS, 1].state == "closed"
    told = notify.notices(by=leaver.story.person("maya"))[0][0]
    assert told.title.endswith("withdrawn")
    assert "leaving Clark" in told.body


def test_what_is_merged_comes_to_its_end_first(leaver: Leaver) -> None:
    story = leaver.story
    story.cluster.slow.add("docs-dev")
    number = story.in_review("docs")
    story.approve(number)
    story.run()
    leaver.leave()
    page = leaver.run()
    assert page.standing == "leaving"
    assert f"Request {number} is merged" in page.waiting
    assert "remove" not in story.host.calls
    story.cluster.slow.clear()
    assert leaver.run().standing == "left"
    assert story.state(number) == "done"


def test_plans_that_are_not_applied_are_withdrawn(leaver: Leaver) -> None:
    refresh(leaver.customer, INFRA, leaver.story.host, timezone.now())
    discover(leaver.customer, timezone.now())
    by = leaver.story.person("maya")
    infrastructure.ask(by=by, stack=STACK, asked=infrastructure.Asked(), at=timezone.now())
    leaver.leave()
    leaver.work()
    assert PlanRecord.objects.get().state == "withdrawn"


def test_a_protected_branch_keeps_its_rule_and_its_owner_merges(leaver: Leaver) -> None:
    host = leaver.story.host
    leaver.leave()
    for _ in range(4):
        host.refuses["merge"] = Refused("Two approvals are required.")
        leaver.run(1)
    page = leaver.page
    assert page.standing == "leaving"
    assert "Two approvals are required" in page.waiting
    assert page.who == "Customer’s owner"
    assert "/pulls/" in page.waiting
    host.refuses.clear()
    for repository, number in list(host.pulls):
        host.merge_by_hand(repository, number)
    assert leaver.run().standing == "left"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"regions/us-east-1/prod/orders-db-prod/service.yaml": None}, "changes regions/us-east-1"),
        ({"HANDOVER.md": "Nothing to see.\n"}, "does not bring HANDOVER.md to main as it was"),
    ],
    ids=["more", "other"],
)
def test_nothing_but_the_handover_is_merged_by_its_pull_request(
    leaver: Leaver, files: dict[str, str | None], says: str
) -> None:
    """Who may push may push to its branch, too, and nobody approved that."""
    host, before = leaver.story.host, leaver.trees()[GITOPS]
    leaver.leave()
    host.refuses["merge"] = TryLater("gone")
    leaver.run(1)
    branch = _handover_branch(host)
    text = host.text(GITOPS, "HANDOVER.md", branch)
    host.push(GITOPS, branch, files)
    page = leaver.run()
    assert leaver.trees()[GITOPS] == before
    assert page.standing == "leaving"
    assert says in page.waiting
    assert page.who == "Customer’s owner"
    mended = {path: host.text(GITOPS, path) for path in files if path in before}
    host.push(GITOPS, branch, mended | {"HANDOVER.md": text})
    assert leaver.run().standing == "left"


def test_a_branch_that_moves_to_and_fro_hides_nothing(leaver: Leaver) -> None:
    host, before = leaver.story.host, leaver.trees()[GITOPS]
    leaver.leave()
    host.refuses["merge"] = TryLater("gone")
    leaver.run(1)
    branch = _handover_branch(host)
    good = host.branches[GITOPS, branch]
    bad = host.push(GITOPS, branch, {"regions/us-east-1/prod/orders-db-prod/service.yaml": None})

    def switch(call: str) -> None:
        host.branches[GITOPS, branch] = good if call == "compared" else bad
        host.between.append(switch)

    host.between.append(switch)
    leaver.work()
    host.between.clear()
    assert leaver.trees()[GITOPS] == before


def test_nothing_is_given_back_before_every_cluster_has_the_last_commit(leaver: Leaver) -> None:
    leaver.leave()
    leaver.story.cluster.silent = True
    page = leaver.run()
    assert page.standing == "leaving"
    assert "does not answer" in page.waiting
    assert "remove" not in leaver.story.host.calls


def test_a_cluster_that_stays_silent_is_for_its_owner_to_bring_back(leaver: Leaver) -> None:
    leaver.leave()
    leaver.story.cluster.silent = True
    seen = Clusters().observe(Spot(Exit.objects.get(), "us-east-1", leaver.story.ports))
    assert isinstance(seen, Waiting)
    assert "does not answer" in seen.why
    assert seen.who == "Customer’s owner"


CUT = [
    f"{name}{when}"
    for name, when in itertools.product(("propose", "merge", "remove"), ("", " after"))
] + ["head", "tree", "repository"]


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("error", [TryLater("gone"), RuntimeError("killed")], ids=["late", "dead"])
def test_cut_off_anywhere_it_goes_on_and_ends_the_same(
    leaver: Leaver, cut: str, error: Exception
) -> None:
    host = leaver.story.host
    leaver.leave()
    leaver.run(1)
    for _ in range(3):
        host.refuses[cut] = error
        leaver.work()
        host.refuses.clear()
    page = leaver.run()
    assert page.standing == "left"
    assert [sum(each == repository for each, _ in host.pulls) for repository in ALL] == [1, 1, 1]
    texts = {host.text(repository, "HANDOVER.md") for repository in ALL}
    assert len(texts) == 1


def test_leaving_twice_is_leaving_once(leaver: Leaver) -> None:
    leaver.leave()
    leaver.leave()
    leaver.run()
    assert Exit.objects.count() == 1
    with pytest.raises(Refused, match="has left Clark already"):
        leaver.leave()


# Who, and what then


@pytest.mark.parametrize("who", ["maya", "ravi", "noor"])
def test_only_owners_leave(leaver: Leaver, who: str) -> None:
    by, now = leaver.story.person(who), timezone.now()
    asks: list[Callable[[], object]] = [
        lambda: leaving.leaving(by=by),
        lambda: leaving.ask_check(by=by, at=now),
        lambda: leaving.leave(by=by, confirm="TechCorp", at=now),
        lambda: leaving.stay(by=by, at=now),
    ]
    for ask in asks:
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize("typed", ["", "techcorp", "TechCorp2"])
def test_the_name_has_to_be_typed(leaver: Leaver, typed: str) -> None:
    with pytest.raises(Refused, match="confirmed"):
        leaving.leave(by=leaver.story.person("ana"), confirm=typed, at=timezone.now())
    assert leaver.customer.state == "ready"


def test_an_owner_may_stay_until_access_is_given_back(leaver: Leaver) -> None:
    ana = leaver.story.person("ana")
    leaver.leave()
    leaver.story.cluster.silent = True
    assert leaver.run().may_stay
    leaving.stay(by=ana, at=timezone.now())
    leaver.story.cluster.silent = False
    leaver.work()
    assert leaver.customer.state == "ready"
    leaver.story.look()
    leaver.story.done("docs")
    leaver.leave()
    assert leaver.run().standing == "left"
    with pytest.raises(Refused, match="not leaving"):
        leaving.stay(by=ana, at=timezone.now())


@pytest.mark.parametrize("end", [False, True], ids=["leaving", "left"])
def test_nothing_can_be_asked_any_more_and_everything_is_still_shown(
    leaver: Leaver, end: bool
) -> None:
    story, by = leaver.story, leaver.story.person("ana")
    story.done("docs")
    leaver.leave()
    if end:
        leaver.run()
    with pytest.raises(Refused, match="nothing can be asked here any more"):
        story.order("more")
    now = timezone.now()
    asks: list[Callable[[], object]] = [
        lambda: infrastructure.look_for_drift(by=by, stack=STACK, at=now),
        lambda: adoption.look(by=by, at=now),
        lambda: adoption.plan(by=by, wishes={"us-east-1/bucket/x": {}}),
        lambda: adoption.adopt(by=by, wishes={}, asked=request.Asked({}), at=now),
        lambda: offerings.bring_up_to_date(
            by=by, offering="storages", services=(), asked=request.Asked({}), at=now
        ),
    ]
    for ask in asks:
        with pytest.raises(Refused, match="nothing can be asked here any more"):
            ask()
    assert {row.name for row in provision.services(by=by)[0]} == {"docs-dev", "orders-db-prod"}
    assert provision.service(by=by, region="us-east-1", name="docs-dev").actions == ()
    assert request.catalog(by=by).offerings
    assert people.frame(by=by).standing == ("left" if end else "leaving")


def test_what_was_looked_up_before_the_customer_left_is_not_asked_after(leaver: Leaver) -> None:
    """Everything that is asked comes by one door, and that door is where leaving is seen."""
    by = leaver.story.person("maya")
    on = request.ground_to_ask(by.customer_id)
    raw = {"service": "late", "application": "shop", "team": "backend"}
    place = {"environment": "dev", "region": "us-east-1"}
    proposal = propose_new(on, on.control.offering("storages"), raw | place)
    leaver.leave()
    with pytest.raises(Refused, match="nothing can be asked here any more"):
        request.submit_update(on, proposal, by=by, asked=request.Asked({}), at=timezone.now())
    assert not Request.objects.exists()


def test_asking_holds_the_row_that_leaving_takes(leaver: Leaver) -> None:
    with CaptureQueriesContext(connection) as said:
        leaver.story.order("docs")
    held = [each["sql"] for each in said if "FOR NO KEY UPDATE" in each["sql"]]
    assert any('FROM "store_customer"' in each for each in held)
    with CaptureQueriesContext(connection) as said:
        leaver.leave()
    held = [each["sql"] for each in said if "FOR NO KEY UPDATE" in each["sql"]]
    assert any('FROM "store_customer"' in each for each in held)


def test_nobody_looks_at_a_customer_that_left(leaver: Leaver) -> None:
    leaver.leave()
    leaver.run()
    looked: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        look = lambda customer, name: looked.append(name)  # noqa: E731
        Looks(pool, [(look, lambda customer: ["x"])]).begin(1.0)
    assert looked == []
    with pytest.raises(Refused, match="cannot look any more"):
        leaving.ask_check(by=leaver.story.person("ana"), at=timezone.now())


def test_what_people_once_typed_opens_nothing_in_the_document(leaver: Leaver) -> None:
    host: MemoryHost = leaver.story.host
    number = leaver.story.done("docs")
    row = leaver.story.row(number)
    row.title = "Create | <script>alert(1)</script> [x](javascript:1)\n# heading"
    row.save()
    leaver.leave()
    leaver.run()
    text = host.text(GITOPS, "HANDOVER.md")
    assert "<script>" not in text
    assert "\n# heading" not in text
    assert r"\[x\](javascript:1)" in text


def _handover_branch(host: MemoryHost) -> str:
    return host.pulls[GITOPS, 1].branch

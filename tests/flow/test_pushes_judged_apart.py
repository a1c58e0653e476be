"""One push or pull request must never keep others waiting, and no answer of an owner is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.customers import repositories
from clark.flow import pushes
from clark.flow.copies import refresh
from clark.flow.pushes import reconcile
from clark.store.models import Followed, PullReview, Push
from tests.flow.story import CONTROL, GITOPS, Story
from tests.flow.test_pulls_by_people import LIMITS, card, checks, confirm, offer
from tests.flow.test_pulls_by_people import look as look_at_pulls
from tests.flow.test_pushes import ORDERS, flagged, many, open_to_all, push

GINA, OTTO = "gina@techcorp.example", "otto@techcorp.example"
FEW = LIMITS.replace("RDSInstance", "Bucket").replace("services: 1", "services: 5")


@pytest.fixture(autouse=True)
def followed(story: Story) -> None:
    story.look()


def meant(story: Story, commit: str) -> None:
    repositories.confirm_push(
        by=story.person("ana"), commit=commit, why="For now.", at=timezone.now()
    )


def with_groups(story: Story, value: str) -> str:
    text = story.host.text(GITOPS, ORDERS)
    said = f"    dbName: orders\n    vpcSecurityGroupIds: {value}\n"
    changed = text.replace("    dbName: orders\n", said)
    assert changed != text
    return changed


@pytest.mark.parametrize("value", ["[{a: b}]", "[[a]]", '["sg-\\0"]', "[1]"])
def test_whatever_stands_in_a_list_of_groups_is_flagged(story: Story, value: str) -> None:
    push(story, {ORDERS: with_groups(story, value)})
    (found,) = flagged(story)
    assert not any(each["rule"] == "unjudged" for each in found.refused)


@pytest.mark.parametrize("value", ["[{a: b}]", '["sg-\\0"]'])
def test_a_pull_request_with_odd_values_keeps_no_other_waiting(story: Story, value: str) -> None:
    one = offer(story, GITOPS, {ORDERS: with_groups(story, value)}, "w1")
    two = offer(story, GITOPS, {"README.md": "x"}, "w2")
    look_at_pulls(story)
    assert checks(story, GITOPS, one)["clark/policies"] == "failure"
    assert checks(story, GITOPS, two)["clark/policies"] == "success"


def test_a_pull_request_that_breaks_clark_keeps_no_other_waiting(story: Story) -> None:
    offer(story, GITOPS, {"a.md": "x"}, "w1")
    two = offer(story, GITOPS, {"b.md": "x"}, "w2")
    story.host.refuses["changed"] = ValueError("odd")
    look_at_pulls(story)
    assert checks(story, GITOPS, two)["clark/policies"] == "success"
    assert "flaw of its own (ValueError)" in PullReview.objects.order_by("number")[0].trouble
    look_at_pulls(story)
    assert not any(each.trouble for each in PullReview.objects.all())


def test_a_push_that_cannot_be_judged_is_flagged_and_stops_no_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = story.in_review("docs")
    story.approve(number)
    with monkeypatch.context() as broken:
        broken.setattr(reconcile, "judge", None)
        open_to_all(story)
    (found,) = flagged(story)
    assert "could not be judged" in found.refused[0]["reason"]
    story.run()
    assert story.state(number) == "done"
    (found,) = flagged(story)
    assert any("internet" in each["reason"] for each in found.findings)


def test_commits_that_cannot_be_named_are_judged_as_one(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS).replace("Accessible: false", "Accessible: true")
    story.host.refuses["steps"] = ValueError("odd")
    push(story, {ORDERS: text})
    (found,) = flagged(story)
    assert (found.author_name, found.findings[0]["file"]) == ("", ORDERS)


def test_an_answer_given_while_it_is_judged_stays(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = many(story, 6)
    commit = push(story, dict.fromkeys(files))
    real, done = reconcile._found, list[int]()

    def slowly(*asked: object) -> object:
        if not done:
            done.append(1)
            meant(story, commit)
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(reconcile, "_found", slowly)
    push(story, {"README.md": "x\n"})
    row = Push.objects.get(commit=commit)
    assert (row.state, row.why, row.stops) == ("meant", "For now.", False)


def test_what_was_meant_and_mended_is_flagged_when_somebody_does_it_again(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS)
    meant(story, open_to_all(story))
    push(story, {ORDERS: text})
    again = text.replace("publiclyAccessible: false", "publiclyAccessible: true")
    push(story, {ORDERS: again + "# again\n"}, OTTO)
    assert [each.author_email for each in flagged(story)] == [OTTO]


def test_what_was_meant_does_not_cover_another_value(story: Story) -> None:
    most = LIMITS.replace("services: 1", "storageGB: 100")
    story.host.push(CONTROL, "main", {"limits.yaml": most})
    story.look()
    text = story.host.text(GITOPS, ORDERS)
    one_more = push(story, {ORDERS: text.replace("Storage: 100", "Storage: 101")}, GINA)
    meant(story, one_more)
    push(story, {ORDERS: text.replace("Storage: 100", "Storage: 16000")}, OTTO)
    assert OTTO in [each.author_email for each in flagged(story)]


def test_what_stands_by_the_word_of_an_owner_is_not_flagged_by_the_next_push(story: Story) -> None:
    meant(story, open_to_all(story))
    push(story, {ORDERS: story.host.text(GITOPS, ORDERS) + "# later\n"}, OTTO)
    assert flagged(story) == []


def test_pull_requests_that_do_not_move_cost_a_few_questions_together(story: Story) -> None:
    for at in range(10):
        offer(story, GITOPS, {f"notes/{at}.md": "x"}, f"w{at}")
    look_at_pulls(story)
    Followed.objects.update(pulls_at=None)
    with CaptureQueriesContext(connection) as asked:
        repositories.review(story.customer, GITOPS, story.host, timezone.now())
    assert len(asked) < 16


def test_a_large_push_is_shown_in_part_and_a_search_counts_what_it_found(story: Story) -> None:
    files = many(story, 30)
    push(story, dict.fromkeys(files, "kind: ["))
    page = repositories.repositories(by=story.person("ana"))
    (shown,) = page.pushes
    assert (len(shown.flaws), shown.more_flaws > 0) == (20, True)
    assert (len(shown.places), shown.differing) == (20, 30)
    assert repositories.repositories(by=story.person("ana"), q="nothing-like-this").total == 0


def test_reviewed_apart_and_too_many_together_is_flagged(story: Story) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": FEW})
    story.look()
    files = many(story, 1)
    names = [f"m{at}" for at in range(8)]
    made = [{p.replace("n0", n): str(t).replace("n0", n) for p, t in files.items()} for n in names]
    numbers = [offer(story, GITOPS, each, f"w{at}") for at, each in enumerate(made)]
    look_at_pulls(story)
    for number in numbers:
        story.host.merge_by_hand(GITOPS, number)
    look_at_pulls(story)
    assert any(each.repository == GITOPS for each in flagged(story))


def test_a_merge_that_brings_more_than_was_reviewed_is_judged(story: Story) -> None:
    files = many(story, 6)
    number = offer(story, GITOPS, {"README.md": "x\n"})
    look_at_pulls(story)
    head = story.host.branches[GITOPS, "work"]
    more = story.host.push(GITOPS, "main", dict.fromkeys(files), onto=head)
    pull = story.host.pulls[GITOPS, number]
    pull.state, pull.merge_commit = "merged", more
    look_at_pulls(story)
    assert any(each.stops for each in flagged(story))


def test_rules_that_were_tightened_after_the_review_flag_the_merge(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS)
    number = offer(story, GITOPS, {ORDERS: text.replace("Storage: 100", "Storage: 200")})
    look_at_pulls(story)
    most = LIMITS.replace("services: 1", "storageGB: 100")
    story.host.push(CONTROL, "main", {"limits.yaml": most})
    story.look()
    story.host.merge_by_hand(GITOPS, number)
    look_at_pulls(story)
    assert any(each.repository == GITOPS for each in flagged(story))


def test_a_removal_that_an_owner_answered_stops_nothing_though_main_moved(story: Story) -> None:
    files = many(story, 6)
    number = offer(story, GITOPS, dict.fromkeys(files))
    look_at_pulls(story)
    confirm(story, card(story))
    look_at_pulls(story)
    story.host.push(GITOPS, "main", {"README.md": "x\n"})
    story.host.merge_by_hand(GITOPS, number)
    refresh(story.customer, GITOPS, story.host, timezone.now())
    pushes.look(story.customer, GITOPS, story.host, timezone.now())
    assert not any(each.stops for each in flagged(story))

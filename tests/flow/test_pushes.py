"""What people push to main past Clark: flagged with its author, never taken back by itself."""

from collections.abc import Mapping

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import pushes, request
from clark.flow.copies import refresh
from clark.flow.request import Asked, drafting, reverting
from clark.ports.githost import HISTORY
from clark.store.models import Notice, Push
from tests.flow.story import CONTROL, GITOPS, Story

ORDERS = "regions/us-east-1/prod/orders-db-prod/service.yaml"
PLACE = "regions/us-east-1/prod/orders-db-prod"


@pytest.fixture(autouse=True)
def followed(story: Story) -> None:
    story.look()


def push(story: Story, files: Mapping[str, object], author: str = "gina@techcorp.example") -> str:
    commit = story.host.push(GITOPS, "main", files, author)
    story.look()
    return commit


def open_to_all(story: Story) -> str:
    """Somebody makes a database public."""
    text = story.host.text(GITOPS, ORDERS)
    assert "publiclyAccessible: false" in text
    opened = text.replace("publiclyAccessible: false", "publiclyAccessible: true")
    return push(story, {ORDERS: opened})


def flagged(story: Story) -> list[Push]:
    return list(Push.objects.filter(customer=story.customer, state="flagged").order_by("pk"))


def test_a_push_that_breaks_a_policy_is_flagged_with_its_author_and_stays_on_main(
    story: Story,
) -> None:
    commit = open_to_all(story)
    (found,) = flagged(story)
    assert (found.commit, found.author_email) == (commit, "gina@techcorp.example")
    assert any("internet" in each["reason"] for each in found.findings), found.findings
    assert "publiclyAccessible: true" in story.host.text(GITOPS, ORDERS)
    assert not found.stops


def test_owners_are_told_once(story: Story) -> None:
    open_to_all(story)
    story.look()
    told = Notice.objects.filter(request=None, customer=story.customer)
    assert [each.person.username for each in told] == ["ana"]
    assert "Gina pushed to main" in told[0].title


def test_a_push_that_breaks_nothing_is_not_flagged(story: Story) -> None:
    push(story, {"README.md": "# Read me\n", "scripts/x.sh": "echo\n"})
    text = story.host.text(GITOPS, ORDERS)
    push(story, {ORDERS: text + "# a note\n"})
    assert flagged(story) == []


def test_what_clark_merged_is_not_flagged(story: Story) -> None:
    story.done("docs")
    assert not Push.objects.exists()


def test_it_is_mended_when_main_no_longer_breaks_it(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS)
    open_to_all(story)
    push(story, {ORDERS: text})
    assert flagged(story) == []
    (row,) = Push.objects.all()
    assert row.state == "mended"
    open_to_all(story)
    assert len(flagged(story)) == 1


def test_a_later_push_that_leaves_it_so_is_no_second_flag(story: Story) -> None:
    first = open_to_all(story)
    push(story, {ORDERS: story.host.text(GITOPS, ORDERS) + "# later\n"}, "otto@techcorp.example")
    assert [each.commit for each in flagged(story)] == [first]


def test_nobody_answers_for_what_another_did_to_the_same_file_later(story: Story) -> None:
    files = many(story, 2)
    first, other = (path for path in files if path.endswith("service.yaml"))
    break_one = {first: "kind: [", other: str(files[other]) + "# a note\n"}
    mine = push(story, break_one)
    assert [each.commit for each in flagged(story)] == [mine]
    theirs = push(story, {other: "kind: ["}, "otto@techcorp.example")
    told = {each.commit: [one["file"] for one in each.refused] for each in flagged(story)}
    assert told == {mine: [first], theirs: [other]}


def test_of_several_commits_each_answers_for_its_own(story: Story) -> None:
    story.host.push(GITOPS, "main", {"README.md": "# Read me\n"}, "otto@techcorp.example")
    commit = open_to_all(story)
    assert [each.commit for each in flagged(story)] == [commit]


def test_of_more_commits_than_the_host_names_none_is_passed_over(story: Story) -> None:
    opened = story.host.text(GITOPS, ORDERS).replace("Accessible: false", "Accessible: true")
    story.host.push(GITOPS, "main", {ORDERS: opened})
    for at in range(HISTORY + 5):
        story.host.push(GITOPS, "main", {"README.md": f"{at}\n"})
    story.look()
    assert [ORDERS in each.files for each in flagged(story)] == [True]


def test_a_file_that_cannot_be_read_is_flagged_by_line(story: Story) -> None:
    push(story, {ORDERS: "kind: RDSInstance\n  a: [\n"})
    (found,) = flagged(story)
    assert [(each["file"], each["line"]) for each in found.refused] == [(ORDERS, 2)]
    story.host.push(GITOPS, "main", {ORDERS: b"\xff\xfe"})
    refresh(story.customer, GITOPS, story.host, timezone.now())
    pushes.look(story.customer, GITOPS, story.host, timezone.now())
    (found,) = flagged(story)
    assert "UTF-8" in found.refused[0]["reason"]


def test_broken_rules_in_the_control_repository_are_flagged(story: Story) -> None:
    tree = story.host.tree(CONTROL, story.host.head(CONTROL, "main"))
    was = story.host.text(CONTROL, "limits.yaml") if "limits.yaml" in tree else None
    story.host.push(CONTROL, "main", {"limits.yaml": "kind: Limits\nspec: {limits: [{}]}\n"})
    story.look()
    (found,) = flagged(story)
    assert (found.repository, found.refused[0]["file"]) == (CONTROL, "limits.yaml")
    story.host.push(CONTROL, "main", {"limits.yaml": was})
    story.look()
    assert flagged(story) == []


def test_a_merge_by_hand_that_nobody_approved_is_judged_like_a_push(story: Story) -> None:
    opened = story.host.text(GITOPS, ORDERS).replace("Accessible: false", "Accessible: true")
    story.host.push(GITOPS, "open", {ORDERS: opened}, onto=story.host.head(GITOPS, "main"))
    number = story.host.offer(GITOPS, "open")
    story.host.merge_by_hand(GITOPS, number)
    story.look()
    (found,) = flagged(story)
    assert found.pull_number == number


def test_one_click_asks_for_the_service_as_it_was(story: Story) -> None:
    before = story.host.text(GITOPS, ORDERS)
    open_to_all(story)
    number = request.submit_revert(
        by=story.person("maya"),
        push=flagged(story)[0],
        place=PLACE,
        asked=Asked({"accept": "on"}),
        at=timezone.now(),
    )
    story.run()
    assert story.page(number).row.title.startswith("Take back: orders-db-prod before")
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    assert story.host.text(GITOPS, ORDERS) == before
    assert flagged(story) == []


def test_a_field_that_never_changes_can_be_taken_back_but_not_what_aws_refuses(
    story: Story,
) -> None:
    text = story.host.text(GITOPS, ORDERS)
    locked = text.replace("storageEncrypted: true", "storageEncrypted: false")
    grown = locked.replace("allocatedStorage: 100", "allocatedStorage: 200")
    assert grown != locked
    for pushed, may in ((locked, True), (grown, False)):
        push(story, {ORDERS: text})
        push(story, {ORDERS: pushed})
        found = flagged(story)[-1]
        proposal = reverting.propose(drafting.ground(story.customer.pk), found, PLACE)
        assert proposal.judgement.allowed is may, proposal.judgement.verdict.findings


def test_main_rewritten_by_force_is_flagged_and_nothing_breaks(story: Story) -> None:
    first = story.host.head(GITOPS, "main")
    lost = push(story, {"README.md": "# Read me\n"})
    story.host.push(GITOPS, "main", {"other.md": "x\n"}, onto=first)
    story.look()
    (found,) = flagged(story)
    assert (found.rewritten, found.before) == (True, lost)
    assert lost[:7] in found.title
    story.host.branches[GITOPS, "main"] = lost
    story.look()
    assert flagged(story) == []


def many(story: Story, count: int) -> dict[str, object]:
    """The files of so many buckets, pushed to main."""
    number = story.order("one")
    files = dict(story.row(number).files)
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    made: dict[str, object] = {}
    for at in range(count):
        made |= {p.replace("one", f"n{at}"): t.replace("one", f"n{at}") for p, t in files.items()}
    push(story, made)
    return made


def test_a_commit_that_removes_too_many_stops_until_the_files_are_back(story: Story) -> None:
    files = many(story, 6)
    number = story.in_review("docs")
    commit = push(story, dict.fromkeys(files))
    (found,) = [each for each in flagged(story) if each.stops]
    assert (found.commit, len(found.removed)) == (commit, 6)
    with pytest.raises(Refused, match=f"Clark waits: commit {commit[:7]} by Gina removed 6 of"):
        story.approve(number)
    push(story, files)
    story.approve(number)
    story.run()
    assert story.state(number) == "done"


def test_what_is_approved_waits_though_nobody_has_looked_at_the_commit_yet(story: Story) -> None:
    files = many(story, 6)
    number = story.in_review("docs")
    story.approve(number)
    story.host.push(GITOPS, "main", dict.fromkeys(files))
    story.step(number)
    row = story.row(number)
    assert (row.state, row.who) == ("approved", "an owner")
    assert "An owner has to say that it was meant" in row.waiting


def test_three_services_may_go_without_a_stop(story: Story) -> None:
    files = many(story, 6)
    gone = {path: None for path in files if any(f"n{at}" in path for at in range(3))}
    push(story, gone)
    assert not any(each.stops for each in flagged(story))


def test_asking_for_files_back_is_not_stopped_by_what_it_mends(story: Story) -> None:
    files = many(story, 6)
    push(story, dict.fromkeys(files))
    (found,) = [each for each in flagged(story) if each.stops]
    for place in found.removed[:3]:
        number = request.submit_revert(
            by=story.person("maya"), push=found, place=place, asked=Asked({}), at=timezone.now()
        )
        story.run()
        story.approve(number)
        story.run()
        assert story.state(number) == "done"
    assert not any(each.stops for each in flagged(story))
    assert not pushes.stopped(story.row(number))

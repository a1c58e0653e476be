"""A limit is raised by a request that an owner approves: one edit of limits.yaml, nothing else."""

import pytest
from django.utils import timezone

from clark.errors import NotFound, Refused
from clark.flow import limits, notify, request, review
from clark.store.models import AuditRow, Person
from tests.flow.raised import LIMITS, RAISED, allow, ask, in_review, on_main, push
from tests.flow.ruled import override, rule
from tests.flow.story import CONTROL, GITOPS, Story

# What is asked


def test_asked_approved_by_an_owner_and_merged_what_was_over_it_is_allowed(story: Story) -> None:
    allow(story)
    story.done("docs")
    with pytest.raises(Refused, match="breaks the rules"):
        story.order("more")
    number = ask(story)
    story.run()
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "done"
    assert on_main(story) == RAISED
    story.done("more")


def test_it_is_a_pull_request_to_the_control_repository_with_its_exact_diff(story: Story) -> None:
    number = in_review(story)
    page = story.page(number)
    (file,) = page.files
    changed = [(row.sign, row.text.strip()) for row in file.rows if row.sign.strip()]
    assert changed == [("-", "services: 1   # for now"), ("+", "services: 2   # for now")]
    assert page.row.title == "Raise the limit buckets to 2 services"
    assert {repository for repository, _ in story.host.pulls} == {CONTROL}
    assert on_main(story) == LIMITS
    assert page.impacts == ()
    assert page.cost is None


def test_a_size_comes_on_top_of_those_that_may_be_asked_for(story: Story) -> None:
    allow(story)
    number = ask(story, limit="small", sizes="db.t3.small, db.t3.medium")
    story.run()
    story.approve(number, "ana")
    story.run()
    assert "sizes: [db.t3.micro, db.t3.small, db.t3.medium]" in on_main(story)
    row = next(each for each in limits.limits(by=story.person("maya")).rows if each.name == "small")
    assert row.sizes == ("db.t3.micro", "db.t3.small", "db.t3.medium")


@pytest.mark.parametrize(
    ("raw", "field", "said"),
    [
        ({"services": "1"}, "services", "allows that already"),
        ({"services": "0"}, "services", "0 is less"),
        ({"services": "many"}, "services", "not a whole number"),
        ({"services": "2000000000"}, "services", "slip of the hand"),
        ({"storageGB": "9"}, "storageGB", "does not limit"),
        ({"services": "2", "sizes": "db.t3.small"}, "sizes", "allows every size"),
    ],
)
def test_what_is_no_raise_is_refused_by_its_field(
    story: Story, raw: dict[str, str], field: str, said: str
) -> None:
    allow(story)
    with pytest.raises(Refused) as refused:
        ask(story, **raw)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert said in problem.reason


def test_the_reason_is_needed_and_so_is_the_limit(story: Story) -> None:
    allow(story)
    asked, maya = request.Asked({"services": "2"}, " "), story.person("maya")
    with pytest.raises(Refused, match="Say why"):
        request.submit_raise(by=maya, limit="buckets", asked=asked, at=timezone.now())
    with pytest.raises(NotFound, match="There are: buckets, small"):
        ask(story, limit="nothing")


def test_there_is_one_open_raise_of_a_limit(story: Story) -> None:
    number = in_review(story)
    with pytest.raises(Refused, match=f"Request {number} for buckets is still open"):
        ask(story, "jonas", services="3")
    form = request.draft_raise(by=story.person("jonas"), limit="buckets", raw={"services": "3"})
    assert "still open" in form.verdict.problems[0][1]
    ask(story, "jonas", limit="small", sizes="db.t3.small")


def test_limits_that_cannot_be_read_are_mended_first(story: Story) -> None:
    allow(story, LIMITS + "    - {name: buckets}\n")
    with pytest.raises(Refused, match=r"limits\.yaml, line 14"):
        ask(story)


# Who decides


@pytest.mark.parametrize("who", ["jonas", "ravi"])
def test_only_an_owner_decides(story: Story, who: str) -> None:
    number = in_review(story)
    with pytest.raises(Refused, match="decide"):
        story.approve(number, who)
    with pytest.raises(Refused, match="decide"):
        review.reject(by=story.person(who), number=number, comment="No.", at=timezone.now())
    assert not {"approve", "reject", "ask", "override"} & story.page(number, who).may


def test_an_owner_who_asks_waits_for_another_and_is_told_where_there_is_none(story: Story) -> None:
    number = in_review(story, "ana")
    with pytest.raises(Refused, match="You asked for this"):
        story.approve(number, "ana")
    assert "no owner besides whoever asked" in story.page(number).row.waiting
    form = request.draft_raise(by=story.person("ana"), limit="small", raw={"sizes": "db.t3.small"})
    (card,) = form.verdict.findings
    assert card.title == "Nobody can approve it yet"
    Person.objects.filter(username="ravi").update(role="owner")
    story.run()
    assert story.page(number).row.waiting == "It needs 1 approval by owners."
    story.approve(number, "ravi")
    story.run()
    assert on_main(story) == RAISED


def test_an_owner_who_wrote_a_commit_of_it_does_not_decide(story: Story) -> None:
    number = in_review(story)
    story.host.push(
        CONTROL, story.row(number).branch, {"limits.yaml": RAISED}, "ana@techcorp.example"
    )
    story.run()
    with pytest.raises(Refused, match="You wrote a commit"):
        story.approve(number, "ana")


def test_it_is_no_emergency(story: Story) -> None:
    number = in_review(story)
    with pytest.raises(Refused, match="not raised in an emergency"):
        override(story, number)


def test_no_rule_approves_it_and_rules_may_ask_for_more(story: Story) -> None:
    allow(story)
    rule(story, "    - {name: free, match: {}, automatic: true}\n")
    number = ask(story)
    story.run()
    assert story.state(number) == "in review"
    rule(story, "    - {name: pair, match: {action: raise}, approvals: 2}\n")
    story.run()
    assert [each.rule for each in story.page(number).needs] == ["", "pair"]
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "in review"


def test_an_owner_who_is_none_at_the_merge_does_not_count(story: Story) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    Person.objects.filter(username="ana").update(role="reviewer")
    story.run()
    assert on_main(story) == LIMITS


# What is merged


def test_a_push_to_its_branch_voids_the_approval(story: Story) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    push(story, number, limits=RAISED.replace("services: 2", "services: 9"))
    story.run()
    assert story.state(number) == "in review"
    assert story.page(number).verdict.state == "fix"
    assert on_main(story) == LIMITS


@pytest.mark.parametrize(
    "text",
    [
        RAISED.replace("[db.t3.micro]", "[db.t3.micro, db.r5.24xlarge]"),
        RAISED.replace("each: [team]", "each: [region]"),
        RAISED.replace("# for now", "# for ever"),
        RAISED.replace("services: 2", "services: 3"),
        "",
        LIMITS,
    ],
)
def test_a_second_change_of_the_file_is_denied(story: Story, text: str) -> None:
    number = in_review(story)
    push(story, number, limits=text)
    story.run()
    assert story.page(number).verdict.state == "fix"
    with pytest.raises(Refused, match="deny"):
        story.approve(number, "ana")


def test_a_file_that_cannot_be_read_is_denied_by_its_line(story: Story) -> None:
    number = in_review(story)
    push(story, number, limits=RAISED + "    - {name: buckets}\n")
    story.run()
    assert story.page(number).verdict.problems[0][0] == "limits.yaml:14"


@pytest.mark.parametrize("path", ["approvals.yaml", "policies/encryption.yaml", "README.md"])
def test_any_other_file_is_denied(story: Story, path: str) -> None:
    number = in_review(story)
    push(story, number, **{path: "# Anything goes.\n"})
    story.run()
    (card,) = story.page(number).verdict.findings
    assert (card.finding.level, card.finding.file) == ("deny", path)


def test_a_file_that_moved_meanwhile_makes_it_outdated_and_it_can_be_asked_anew(
    story: Story,
) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    story.host.push(CONTROL, "main", {"limits.yaml": LIMITS + "# Mind the costs.\n"})
    story.run()
    assert story.state(number) == "outdated"
    assert "resubmit" in story.page(number, "maya").may
    again = request.again(by=story.person("maya"), number=number)[3]
    assert again["services"] == "2"
    ask(story)


def test_one_that_is_lowered_before_it_held_is_superseded(story: Story) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    story.step(number)
    assert story.state(number) == "merged"
    allow(story, LIMITS)
    story.run()
    assert story.state(number) == "superseded"


def test_one_that_somebody_merged_past_clark_is_said_to_be_so(story: Story) -> None:
    number = in_review(story)
    story.host.merge_by_hand(CONTROL, story.row(number).pull_number or 0)
    story.run()
    assert story.state(number) == "done"
    assert AuditRow.objects.filter(act="merged in the repository").exists()


def test_raises_promise_nothing_and_two_halves_still_exclude_each_other(story: Story) -> None:
    allow(story)
    first, second = story.order("one"), story.order("two")
    number = ask(story)
    story.run()
    story.approve(number, "ana")
    story.approve(first)
    with pytest.raises(Refused, match="over a limit"):
        story.approve(second)
    story.run()
    story.approve(second)
    story.run()
    assert [story.state(each) for each in (first, second, number)] == ["done"] * 3
    assert story.host.text(GITOPS, story.row(second).service_file)


# What people see of it


def test_its_way_has_no_cloud_and_no_login(story: Story) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    story.run()
    steps = story.page(number).steps
    assert [(each.label, each.state) for each in steps] == [
        ("Requested", "done"),
        ("Reviewed", "done"),
        ("Merged", "done"),
        ("In force", "done"),
    ]


def test_whoever_asked_is_told(story: Story) -> None:
    number = in_review(story)
    story.approve(number, "ana")
    story.run()
    (told,), _ = notify.notices(by=story.person("maya"))
    assert (told.title, told.request) == (
        "Raise the limit buckets to 2 services: in force",
        number,
    )

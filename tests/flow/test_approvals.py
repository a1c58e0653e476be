"""Who has to approve what: by rules of the customer, by several, by none, and past them all."""

import pytest

from clark.errors import Refused, TryLater
from clark.flow import request
from clark.flow.events import Action
from clark.policy.approvals.reading import ACTIONS
from clark.store.models import AuditRow, Decision, Person
from tests.flow.ruled import DELETIONS, FREE, HEAD, OWNER, TWO, merged, rule
from tests.flow.story import CONTROL, GITOPS, Story

# Several


def test_two_approvers_are_two_people(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    story.run()
    assert story.state(number) == "in review"
    assert "1 given so far" in story.page(number).row.waiting
    with pytest.raises(Refused, match="approved it already"):
        story.approve(number, "ravi")
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "done"


def test_a_push_after_the_first_of_two_approvals_voids_it(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    path = story.row(number).service_file
    branch = story.row(number).branch
    text = story.host.text(GITOPS, path, branch)
    story.host.push(GITOPS, branch, {path: f"{text}# More.\n"}, "jonas@techcorp.example")
    story.run()
    (first,) = Decision.objects.filter(request__number=number)
    assert first.void_because
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "in review"


def test_a_rule_that_comes_after_the_approval_holds_at_the_merge(story: Story) -> None:
    number = story.in_review()
    story.approve(number, "ravi")
    story.host.push(CONTROL, "main", {"approvals.yaml": HEAD + TWO})
    story.step(number)
    assert story.state(number) == "proposed"
    assert not merged(story)


def test_who_may_no_longer_decide_no_longer_counts_among_several(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    Person.objects.filter(username="ravi").update(role="developer")
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "in review"
    assert not merged(story)


def test_a_rule_asks_for_owners_and_tells_everybody_else(story: Story) -> None:
    rule(story, OWNER)
    number = story.in_review()
    assert "approve" not in story.page(number, "ravi").may
    with pytest.raises(Refused, match="1 approval by owners"):
        story.approve(number, "ravi")
    story.approve(number, "ana")
    story.run()
    assert story.state(number) == "done"


def test_every_rule_that_matches_has_to_be_met(story: Story) -> None:
    rule(story, TWO, OWNER)
    number = story.in_review()
    assert [each.rule for each in story.page(number).needs] == ["pairs", "owners"]
    story.approve(number, "ana")
    assert [each.left for each in story.page(number).needs] == [1, 0]
    story.approve(number, "ravi")
    story.run()
    assert story.state(number) == "done"


def test_a_label_that_the_request_itself_changes_leads_past_no_rule(story: Story) -> None:
    """The service as it is counts as well as what it would be."""
    story.done("docs")
    rule(story, "    - {name: team, match: {team: backend}, roles: [owner]}\n")
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    row = story.row(number)
    text = row.files[row.service_file].replace("team: backend", "team: other")
    story.run()
    story.host.push(GITOPS, row.branch, {row.service_file: text})
    story.run()
    assert [each.rule for each in story.page(number).needs] == ["team"]


def test_a_deletion_is_of_the_risk_data(story: Story) -> None:
    story.done("docs")
    rule(story, DELETIONS)
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    assert [each.who for each in story.page(number).needs] == ["2 approvals by reviewers or owners"]


def test_broken_rules_deny_everything(story: Story) -> None:
    number = story.in_review()
    rule(story, "    - {name: pairs, match: {}}\n")
    story.run()
    assert story.page(number).verdict.state == "fix"
    with pytest.raises(Refused) as refused:
        story.order("more")
    assert "approvals.yaml, line 5" in refused.value.problems[0].fix
    assert "approvals.yaml" in {
        each.path for each in request.catalog(by=story.person("maya")).broken
    }


def test_rules_that_ask_for_less_let_a_request_go_on(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    rule(story, OWNER.replace("Bucket", "NodeGroup"))
    with pytest.raises(Refused, match="Clark goes on"):
        story.approve(number, "ravi")
    story.run()
    assert story.state(number) == "done"


def test_a_merge_by_hand_with_one_of_two_approvals_is_not_said_to_be_as_approved(
    story: Story,
) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    said = [line.said for line in story.page(number).log]
    assert "Merged in the repository itself, with a part of the approvals that it needed." in said


def test_a_lost_answer_of_an_approval_that_was_voided_makes_no_merge_clark_s(story: Story) -> None:
    number = story.in_review()
    story.approve(number, "ravi")
    story.host.refuses["merge"] = TryLater("The answer was lost.")
    story.step(number)
    rule(story, TWO)
    story.run(2)
    story.approve(number, "ravi")
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    acts = list(AuditRow.objects.order_by("sequence").values_list("act", "on_behalf_of"))
    assert [each for each in acts if "merged" in each[0]] == [("merged in the repository", "")]


def test_a_merge_names_everybody_who_approved_it(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    story.approve(number, "ravi")
    story.approve(number, "ana")
    story.run()
    (merge,) = AuditRow.objects.filter(act="request merged")
    assert "Ravi Patel" in merge.on_behalf_of
    assert "Ana Souza" in merge.on_behalf_of


def test_every_action_can_be_named_by_a_rule() -> None:
    assert set(ACTIONS) == set(Action)


# None


def test_a_rule_approves_what_is_declared_low_risk_and_it_is_shown_as_such(story: Story) -> None:
    rule(story, FREE)
    number = story.order("docs")
    story.run()
    assert story.state(number) == "done"
    (decision,) = story.page(number).decisions
    assert (decision.verdict, decision.person) == ("automatic", "")
    assert decision.comment == (
        "By the rule free of your company. Buckets of dev hold nothing dear."
    )


def test_a_rule_does_not_approve_where_another_asks_for_people(story: Story) -> None:
    rule(story, FREE, OWNER)
    number = story.order("docs")
    story.run()
    assert story.state(number) == "in review"


@pytest.mark.parametrize("author", ["jonas@techcorp.example", "maya@techcorp.example"])
def test_a_rule_does_not_approve_what_a_person_pushed_whoever_is_named_as_its_author(
    story: Story, author: str
) -> None:
    number = story.in_review()
    row = story.row(number)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    story.host.push(GITOPS, row.branch, {row.service_file: f"{text}# More.\n"}, author)
    rule(story, FREE)
    story.run()
    assert story.state(number) == "in review"
    assert not merged(story)


def test_a_rule_that_is_gone_at_the_merge_approved_nothing(story: Story) -> None:
    rule(story, FREE)
    number = story.order("docs")
    while story.state(number) != "approved":
        story.step(number)
    story.host.push(CONTROL, "main", {"approvals.yaml": HEAD + OWNER})
    story.step(number)
    assert story.state(number) == "proposed"
    assert not merged(story)


def test_a_deletion_is_approved_by_no_rule(story: Story) -> None:
    story.done("docs")
    rule(story, "    - {name: all, match: {environment: dev}, automatic: true}\n")
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    assert story.state(number) == "in review"

"""Who has to approve what: by rules of the customer, by several, by none, and past them all."""

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import NotFound, Refused
from clark.flow import people, request, review
from clark.store.models import AuditRow, Decision, Notice, Person
from tests.flow.story import CONTROL, GITOPS, Story

HEAD = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Approvals
spec:
  rules:
"""
TWO = "    - {name: pairs, match: {environment: dev}, approvals: 2}\n"
OWNER = "    - {name: owners, match: {kind: Bucket}, roles: [owner]}\n"
FREE = "    - {name: free, match: {environment: dev, kind: Bucket, action: create, risk: low}, "
FREE += "automatic: true, reason: Buckets of dev hold nothing dear.}\n"
DELETIONS = "    - {name: deletions, match: {risk: data}, approvals: 2}\n"
REASON = "Customers cannot pay."


def rule(story: Story, *rules: str) -> None:
    story.host.push(CONTROL, "main", {"approvals.yaml": HEAD + "".join(rules)})
    story.look()


def override(story: Story, number: int, who: str = "ana") -> None:
    page = story.page(number, who)
    review.override(
        by=story.person(who),
        number=number,
        read=review.Read(page.head, page.diff_hash),
        comment=REASON,
        at=timezone.now(),
    )


def merged(story: Story) -> bool:
    head = story.host.head(GITOPS, "main")
    return "regions/us-east-1/dev/docs-dev/service.yaml" in story.host.tree(GITOPS, head)


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


def test_a_rule_does_not_approve_what_somebody_else_pushed(story: Story) -> None:
    number = story.in_review()
    row = story.row(number)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    pushed = {row.service_file: f"{text}# More.\n"}
    story.host.push(GITOPS, row.branch, pushed, "jonas@techcorp.example")
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


# Past all


def test_an_owner_merges_in_an_emergency_and_everybody_is_told_why(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    override(story, number)
    story.run()
    assert story.state(number) == "done"
    told = Notice.objects.filter(title__startswith="Emergency: Ana Souza")
    assert {"ravi"} <= set(told.values_list("person__username", flat=True))
    assert "ana" not in told.values_list("person__username", flat=True)
    assert {each.body for each in told} == {REASON}
    log = [line.said for line in story.page(number).log]
    assert f"In an emergency, without the usual approval: {REASON}" in log


def test_an_emergency_waits_in_the_queue_until_somebody_else_has_looked(story: Story) -> None:
    number = story.in_review()
    override(story, number)
    story.run()
    ravi, ana = story.person("ravi"), story.person("ana")
    (row,) = review.queue(by=ravi)
    assert "somebody else has to look" in row.waiting
    with pytest.raises(Refused, match="your own doing"):
        review.look_back(by=ana, number=number, comment="Fine.", at=timezone.now())
    with pytest.raises(Refused, match="Say why"):
        review.look_back(by=ravi, number=number, comment=" ", at=timezone.now())
    review.look_back(by=ravi, number=number, comment="All is well.", at=timezone.now())
    assert review.queue(by=ravi) == ()
    with pytest.raises(Refused, match="Nothing waits"):
        review.look_back(by=ravi, number=number, comment="Again.", at=timezone.now())
    assert story.page(number).decisions[-1].verdict == "afterwards"


def test_only_owners_have_emergencies(story: Story) -> None:
    number = story.in_review()
    for who in ("ravi", "maya"):
        with pytest.raises(Refused, match="Only owners"):
            override(story, number, who)
    assert "override" not in story.page(number, "ravi").may


def test_an_emergency_leads_past_no_policy_and_no_limit(story: Story) -> None:
    number = story.in_review()
    limits = "apiVersion: platform.clark.dev/v1alpha1\nkind: Limits\nspec:\n  limits:\n"
    limits += "    - {name: none, most: {services: 0}}\n"
    story.host.push(CONTROL, "main", {"limits.yaml": limits})
    story.look()
    with pytest.raises(Refused):
        override(story, number)
    story.run()
    with pytest.raises(Refused, match="Policies deny"):
        override(story, number)


def test_an_emergency_of_somebody_who_is_no_owner_any_more_merges_nothing(story: Story) -> None:
    number = story.in_review()
    override(story, number)
    Person.objects.filter(username="ana").update(role="reviewer")
    story.step(number)
    assert not merged(story)
    assert not story.row(number).unseen


def test_an_emergency_holds_for_the_head_that_was_read(story: Story) -> None:
    number = story.in_review()
    override(story, number)
    row = story.row(number)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    story.host.push(GITOPS, row.branch, {row.service_file: f"{text}# More.\n"})
    story.run()
    assert not merged(story)
    assert story.state(number) == "in review"


def test_another_customer_sees_nothing_of_it(story: Story) -> None:
    number = story.in_review()
    other = people.by_username("maya")
    stranger = type(other)(other.id, other.customer_id + 1000, "X", "x@y.z", "owner", "")
    with pytest.raises(NotFound):
        review.look_back(by=stranger, number=number, comment="Fine.", at=timezone.now())


def test_the_audit_trail_tells_how_each_was_approved(story: Story) -> None:
    rule(story, TWO)
    pair, hurried = story.in_review("docs"), story.in_review("more")
    story.approve(pair, "ravi")
    story.approve(pair, "ana")
    override(story, hurried)
    story.run()
    review.look_back(
        by=story.person("ravi"), number=hurried, comment="All is well.", at=timezone.now()
    )
    rule(story, FREE)
    story.order("free")
    story.run()
    acts = list(AuditRow.objects.order_by("sequence").values_list("act", "name"))
    assert ("request approved by one of several", "Ravi Patel") in acts
    assert ("request approved", "Ana Souza") in acts
    assert ("request approved in an emergency", "Ana Souza") in acts
    assert ("emergency looked at afterwards", "Ravi Patel") in acts
    assert ("request approved by a rule", "Clark") in acts


# Pages


def test_pages_offer_what_each_may_do_and_say_what_is_missing(story: Story) -> None:
    rule(story, TWO)
    number = story.in_review()
    ravi, ana = Client(), Client()
    ravi.force_login(Person.objects.get(username="ravi"))
    ana.force_login(Person.objects.get(username="ana"))
    path = f"/requests/{number}/"
    assert "2 approvals by reviewers or owners" in ravi.get(path).content.decode()
    assert "Merge it in an emergency" not in ravi.get(path).content.decode()
    assert "Merge it in an emergency" in ana.get(path).content.decode()
    page = story.page(number)
    read = {"head": page.head, "diff_hash": page.diff_hash}
    empty = ana.post(f"{path}override/", {**read, "comment": ""})
    assert empty.status_code == 422
    answer = ana.post(f"{path}override/", {**read, "comment": REASON}, follow=True)
    assert "approved in an emergency, past the others" in answer.content.decode()
    story.run()
    assert "Look at it afterwards" in ravi.get(path).content.decode()
    done = ravi.post(f"{path}look-back/", {"comment": "All is well."}, follow=True)
    assert "looked at it afterwards" in done.content.decode()

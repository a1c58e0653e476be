"""Past all: an owner merges in an emergency, before everybody's eyes."""

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import NotFound, Refused
from clark.flow import people, review
from clark.store.models import AuditRow, Notice, Person
from tests.flow.ruled import FREE, REASON, TWO, merged, override, rule
from tests.flow.story import CONTROL, GITOPS, Story


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
    (row,) = review.queue(by=ravi, now=timezone.now())
    assert "somebody else has to look" in row.waiting
    with pytest.raises(Refused, match="your own doing"):
        review.look_back(by=ana, number=number, comment="Fine.", at=timezone.now())
    with pytest.raises(Refused, match="Say why"):
        review.look_back(by=ravi, number=number, comment=" ", at=timezone.now())
    review.look_back(by=ravi, number=number, comment="All is well.", at=timezone.now())
    assert review.queue(by=ravi, now=timezone.now()) == ()
    with pytest.raises(Refused, match="Nothing waits"):
        review.look_back(by=ravi, number=number, comment="Again.", at=timezone.now())
    assert story.page(number).decisions[-1].verdict == "afterwards"


def test_a_second_emergency_is_told_anew(story: Story) -> None:
    number = story.in_review()
    override(story, number)
    story.host.push(CONTROL, "main", {"approvals.yaml": "kind: ["})
    story.step(number)
    story.host.push(CONTROL, "main", {"approvals.yaml": None})
    story.run()
    override(story, number)
    told = Notice.objects.filter(person__username="ravi", title__startswith="Emergency")
    assert told.count() == 2


def test_who_wrote_a_commit_of_it_does_not_look_at_it_afterwards(story: Story) -> None:
    number = story.in_review()
    row = story.row(number)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    pushed = {row.service_file: f"{text}# More.\n"}
    story.host.push(GITOPS, row.branch, pushed, "ravi@techcorp.example")
    story.run()
    override(story, number)
    story.run()
    with pytest.raises(Refused, match="your own doing"):
        review.look_back(by=story.person("ravi"), number=number, comment="Fine.", at=timezone.now())


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
    with pytest.raises(Refused, match="over a limit"):
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
    read = review.Read(story.page(number).head, story.page(number).diff_hash)
    with pytest.raises(NotFound):
        review.approve(by=stranger, number=number, read=read, at=timezone.now())
    with pytest.raises(NotFound):
        review.override(by=stranger, number=number, read=read, comment=REASON, at=timezone.now())
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

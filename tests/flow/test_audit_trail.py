"""Every decision is written down, and read again as sentences."""

import pytest
from django.utils import timezone

from clark.customers import sample
from clark.errors import NotFound, Refused
from clark.flow import audit, people, request, review
from clark.flow.audit import Wanted
from clark.ports import Change
from clark.store.models import AuditRow
from tests.flow.story import Story


def sentences(story: Story, about: str = "") -> list[str]:
    """The trail, oldest first, as one would tell it."""
    wanted = Wanted(about=about, after=0, limit=1000)
    rows = audit.page(by=story.person("ana"), wanted=wanted).rows
    return [
        f"{row.name}{f' for {row.on_behalf_of}' if row.on_behalf_of else ''}: {row.act}"
        f"{f' ({row.why})' if row.why else ''}"
        for row in rows
    ]


def whole(story: Story) -> bool:
    return audit.check(story.customer, timezone.now()).found.broken is None


def test_a_request_from_the_form_to_the_merge(story: Story) -> None:
    number = story.done("docs")
    assert sentences(story, f"request {number}") == [
        "Maya Chen: request submitted",
        "Ravi Patel: request approved",
        "Clark for Ravi Patel <ravi@techcorp.example>: request merged",
    ]
    merged = AuditRow.objects.get(act="request merged")
    assert merged.details["merge commit"] == story.row(number).merge_commit
    assert merged.details["head"] == story.row(number).head
    assert whole(story)


def test_whoever_judges_says_why(story: Story) -> None:
    asked, rejected = story.in_review("one"), story.in_review("two")
    ravi, now = story.person("ravi"), timezone.now()
    review.ask_for_change(by=ravi, number=asked, comment="Too large.", at=now)
    review.reject(by=ravi, number=rejected, comment="Not here.", at=now)
    assert sentences(story, f"request {asked}")[-1] == "Ravi Patel: change asked (Too large.)"
    assert sentences(story, f"request {rejected}")[-1] == "Ravi Patel: request rejected (Not here.)"


def test_whoever_decides_a_moment_too_late_is_in_the_trail_once(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    ana, now = story.person("ana"), timezone.now()
    for _ in range(2):
        with pytest.raises(Refused, match="there is nothing to decide"):
            review.reject(by=ana, number=number, comment="Not here.", at=now)
    late = [each for each in sentences(story, f"request {number}") if "too late" in each]
    assert late == [
        "Ana Souza: came too late "
        "(Wanted: to reject. The request is “approved”: there is nothing to decide.)"
    ]
    assert whole(story)


def test_looking_at_a_request_that_nobody_decided_leaves_no_row(story: Story) -> None:
    number = story.in_review()
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    with pytest.raises(Refused):
        review.reject(by=story.person("ana"), number=number, comment="No.", at=timezone.now())
    assert not AuditRow.objects.filter(act="came too late").exists()


def test_an_approval_that_counts_no_more(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    story.host.push("techcorp/gitops", story.row(number).branch, {"regions/extra.yaml": "a: 1\n"})
    story.step(number)
    said = sentences(story, f"request {number}")[-1]
    assert said.startswith("Clark: request voided (New commits were pushed")


def test_who_withdraws(story: Story) -> None:
    number = story.in_review()
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    assert sentences(story, f"request {number}")[-1] == "Maya Chen: request withdrawn"


def test_people_seats_and_tokens(story: Story) -> None:
    token = people.issue_token(username="maya", purpose="script", at=timezone.now())
    people.revoke_token(token, at=timezone.now())
    acts = [row.act for row in AuditRow.objects.order_by("sequence")]
    assert acts.count("person added") == len(sample.TECHCORP.people)
    assert acts.count("team added") == len(sample.TECHCORP.teams)
    assert acts[-3:] == ["seat given", "token made", "token taken back"]


def test_a_program_is_told_from_its_person(story: Story) -> None:
    token = people.issue_token(username="maya", purpose="script", at=timezone.now())
    maya = people.by_token(token, at=timezone.now())
    assert maya is not None
    number = story.in_review()
    request.withdraw(by=maya, number=number, at=timezone.now())
    row = AuditRow.objects.get(act="request withdrawn")
    assert (row.name, row.details["through"]) == ("Maya Chen", "a token for script")


def test_what_is_refused_is_not_written(story: Story) -> None:
    number = story.in_review()
    before = AuditRow.objects.count()
    with pytest.raises(Refused, match="Reviewers and owners"):
        story.approve(number, who="jonas")
    assert AuditRow.objects.count() == before


def test_whoever_only_asks_does_not_read_it(story: Story) -> None:
    for read in (audit.standing, audit.people):
        with pytest.raises(NotFound):
            read(by=story.person("maya"))
    with pytest.raises(NotFound):
        audit.page(by=story.person("maya"), wanted=Wanted())


def test_the_commit_notes_where_the_chain_was(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[Change] = []
    propose = story.host.propose
    monkeypatch.setattr(story.host, "propose", lambda each: offered.append(each) or propose(each))
    story.in_review()
    row = AuditRow.objects.get(act="request submitted")
    assert offered[0].body.endswith(f"\n\nClark-Audit: {row.sequence} {row.hash}")
    assert audit.noted(offered[0].body, "Git") == (audit.Anchor(row.sequence, row.hash, "Git"),)


def test_the_merge_notes_the_approval(story: Story) -> None:
    story.done()
    row = AuditRow.objects.get(act="request approved")
    assert story.host.merges[-1].note == f"Clark-Audit: {row.sequence} {row.hash}"


def test_it_is_searched_by_words_and_their_beginnings(story: Story) -> None:
    story.done("docs")
    ana = story.person("ana")

    def found(**wanted: str) -> list[str]:
        return [row.act for row in audit.page(by=ana, wanted=Wanted(**wanted)).rows]

    assert found(q="ravi merg") == ["request merged"]
    assert found(q="ravi@techcorp.example", act="request approved") == ["request approved"]
    assert found(q=story.row(1).merge_commit) == ["request merged"]
    assert found(person="maya@techcorp.example") == ["request submitted"]
    assert found(q="nobody") == []
    assert found(q="' & ) :*") == found()
    assert "person added" in found(person="Clark")
    with pytest.raises(Refused, match="narrowed"):
        found(act="dreamt")


def test_it_is_read_in_pages_by_number_in_both_directions(story: Story) -> None:
    story.done("docs")
    ana, every = story.person("ana"), [row.sequence for row in AuditRow.objects.all()]
    for start, back in (({"after": 0}, False), ({"before": None}, True)):
        seen: list[int] = []
        while start:
            page = audit.page(by=ana, wanted=Wanted(limit=3, **start))
            seen += [row.sequence for row in page.rows]
            start = {next(iter(start)): page.next} if page.next else {}
        assert seen == sorted(every, reverse=back)


def test_the_database_shows_whoever_is_served_their_own_rows_alone(story: Story) -> None:
    other = sample.settle(sample.NORTHWIND)
    omar = people.by_username("omar")
    with people.serving(omar):
        assert {row.customer_id for row in AuditRow.objects.all()} == {other.pk}
        assert audit.page(by=omar, wanted=Wanted(q="docs")).rows == ()
        assert audit.page(by=omar, wanted=Wanted(q="lena")).rows

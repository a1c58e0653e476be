"""Best practices of a service: shown with their reasons, and mended by a request like any other."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import Refused
from clark.flow import people, provision, request
from clark.flow.cards import ServicePage
from clark.flow.checklists import PracticeCard
from clark.manifests import get, read
from clark.store.models import Person, Request
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, REGION, Story

FILE = "regions/us-east-1/dev/docs-dev/service.yaml"
DB = "orders-db-prod"
ADDRESS = f"/services/{REGION}/{DB}/"


def page(story: Story, name: str, who: str = "maya") -> ServicePage:
    return provision.service(by=story.person(who), region=REGION, name=name)


def row(story: Story, name: str, practice: str) -> PracticeCard:
    rows = page(story, name).practices.rows
    return next(each for each in rows if each.id == practice)


def signed_in(who: str = "maya") -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=who))
    return client


def without_versions(story: Story) -> None:
    """A bucket whose old versions are not kept, running."""
    number = story.order("docs", versioning="off")
    story.run()
    story.approve(number)
    story.run()


def rewritten(story: Story, before: str, after: str) -> None:
    """Somebody changes the sample database in the repository itself."""
    blob = story.host.tree(GITOPS, story.host.head(GITOPS, "main"))[ORDERS]
    text = story.host.contents[blob].decode()
    assert before in text
    story.host.push(GITOPS, "main", {ORDERS: text.replace(before, after)})
    story.look()


def test_once_a_fix_is_merged_its_check_holds_and_the_score_rises(story: Story) -> None:
    without_versions(story)
    before = page(story, "docs-dev").practices
    assert row(story, "docs-dev", "bucket-versions").outcome == "fails"
    number = story.change("docs-dev", "improve", practice="bucket-versions")
    story.run()
    assert story.state(number) == "in review"
    assert story.row(number).title == "Improve docs-dev: Old versions are kept"
    assert page(story, "docs-dev").practices.score == before.score
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    after = page(story, "docs-dev").practices
    assert row(story, "docs-dev", "bucket-versions").outcome == "holds"
    assert (before.score or 0) < (after.score or 0)
    assert page(story, "docs-dev").row.score == after.score


def test_the_request_changes_that_value_and_the_parameter_behind_it(story: Story) -> None:
    without_versions(story)
    number = story.change("docs-dev", "improve", practice="bucket-versions")
    asked = story.row(number)
    old = read(asked.base_files[FILE] or "")[0].value
    new = read(asked.files[FILE] or "")[0].value
    where = ("spec", "forProvider", "versioningConfiguration", "status")
    assert (get(old, where), get(new, where)) == ("Suspended", "Enabled")
    note = ("metadata", "annotations", "clark.dev/parameters")
    said, says = json.loads(get(old, note)), json.loads(get(new, note))
    assert said | {"versioning": True} == says != said
    assert (story.page(number).files[0].added, story.page(number).files[0].removed) == (2, 2)


def test_a_review_says_how_the_score_changes_and_so_does_the_pull_request(story: Story) -> None:
    without_versions(story)
    number = story.change("docs-dev", "improve", practice="bucket-versions")
    story.run()
    score = story.page(number).score
    assert score is not None
    assert score.before is not None
    assert (score.before < score.after, score.mended) == (True, ("Old versions are kept",))
    pull = story.host.pulls[GITOPS, story.row(number).pull_number]
    said = pull.comments["clark-review"]
    assert f"Score {score.before} → {score.after} of 100." in said


def test_a_form_says_what_score_the_new_service_begins_with(story: Story) -> None:
    form = {"service": "docs", "application": "shop", "team": "backend", "environment": "dev"}
    scores = [
        request.draft_new(
            by=story.person("maya"),
            offering="storages",
            raw=form | {"region": REGION, "versioning": versions},
        ).score
        for versions in ("on", "off")
    ]
    kept, lost = scores
    assert kept is not None
    assert lost is not None
    assert (kept.before, lost.before) == (None, None)
    assert kept.after > lost.after


def test_only_what_fails_and_can_be_mended_is_taken(story: Story) -> None:
    story.done("docs")
    for practice in ("bucket-versions", "bucket-logs", "everything"):
        with pytest.raises(Refused, match="could mend"):
            story.change("docs-dev", "improve", practice=practice)


def test_one_click_sends_what_neither_interrupts_nor_costs(story: Story) -> None:
    fix = row(story, DB, "database-tagged-snapshots").fix
    assert fix is not None
    assert (fix.straight, fix.cost, fix.writes) == (True, "", ("copyTagsToSnapshot: true",))
    maya = signed_in()
    assert b"Ask for the fix" in maya.get(ADDRESS).content
    click = {"practice": "database-tagged-snapshots", "submission": "one-click"}
    answers = [maya.post(f"{ADDRESS}change/improve/", click) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    (asked,) = Request.objects.filter(action="improve")
    assert asked.parameters == {"practice": "database-tagged-snapshots"}


def test_what_costs_is_shown_before_it_is_sent(story: Story) -> None:
    fix = row(story, DB, "database-standby").fix
    assert fix is not None
    assert not fix.straight
    assert "not priced" in fix.cost
    maya = signed_in()
    address = f"{ADDRESS}change/improve/?practice=database-standby"
    assert address in maya.get(ADDRESS).content.decode()
    form = maya.get(address).content.decode()
    assert "AWS adds a standby" in form
    assert "What it costs" in form
    assert not Request.objects.exists()


def test_what_interrupts_production_is_not_sent_before_it_is_accepted(story: Story) -> None:
    rewritten(story, "backupRetentionPeriod: 14", "backupRetentionPeriod: 0")
    fix = row(story, DB, "database-backups").fix
    assert fix is not None
    assert not fix.straight
    maya, click = signed_in(), {"practice": "database-backups", "submission": "one-click"}
    refused = maya.post(f"{ADDRESS}change/improve/", click)
    assert refused.status_code == 422
    assert "I accept the interruption" in refused.content.decode()
    assert maya.post(f"{ADDRESS}change/improve/", click | {"accept": "on"}).status_code == 302
    assert "restarts the database" in Request.objects.get().accepted[0]


def test_a_link_accepts_nothing(story: Story) -> None:
    rewritten(story, "backupRetentionPeriod: 14", "backupRetentionPeriod: 0")
    address = f"{ADDRESS}change/improve/?practice=database-backups&accept=on"
    form = signed_in().get(address).content.decode()
    assert 'name="accept" value="on"><span>' in form


def test_every_fix_that_is_offered_with_one_click_can_be_sent(story: Story) -> None:
    story.done("docs")
    for name in (DB, "docs-dev"):
        for each in page(story, name).practices.rows:
            if each.fix and each.fix.straight:
                number = story.change(name, "improve", practice=each.id)
                maya, now = story.person("maya"), timezone.now()
                request.withdraw(by=maya, number=number, at=now)


def test_a_program_asks_for_a_fix_and_sees_the_lowest_scores_first(story: Story) -> None:
    story.done("docs")
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    rows = client.get("/api/practices").json()
    assert rows["total"] == 2
    assert [each["score"] for each in rows["rows"]] == sorted(e["score"] for e in rows["rows"])
    assert client.get("/api/practices", {"q": "orders"}).json()["total"] == 1
    assert client.get("/api/practices", {"environment": "moon"}).status_code == 422
    shown = client.get(f"/api/services/{REGION}/{DB}").json()
    assert shown["practices"]["score"] == shown["row"]["score"]
    body = {"action": "improve", "fields": {"practice": "database-standby"}}
    address = f"/api/services/{REGION}/{DB}"
    draft = client.post(f"{address}/draft", body, content_type="application/json").json()
    assert draft["score"]["mended"] == ["A standby in a second zone"]
    asked = client.post(f"{address}/changes", body, content_type="application/json")
    assert asked.status_code == 201


def test_the_list_of_services_shows_the_score(story: Story) -> None:
    shown = signed_in().get("/services/").content.decode()
    assert f'<span class="tabular">{page(story, DB).row.score}</span>' in shown

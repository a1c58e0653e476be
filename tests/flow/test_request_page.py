"""A request's page: true words about its verdict, and no button that leads nowhere."""

from django.test import Client
from django.utils import timezone

from clark.flow import request, review
from clark.flow.events import State
from clark.store.models import Person, Request
from tests.flow.story import CONTROL, GITOPS, Story


def test_a_request_that_clark_merged_was_checked_before_the_merge(story: Story) -> None:
    number = story.in_review()
    assert story.page(number, "maya").verdict.headline == "A reviewer will look at this"
    assert story.page(number).verdict.line == "It waits for your decision."
    story.approve(number)
    assert "before the merge Clark checks" in story.page(number).verdict.line
    story.run()
    assert "again on the head of main before the merge" in story.page(number).verdict.line


def test_a_request_merged_in_the_repository_was_not(story: Story) -> None:
    number = story.in_review()
    pull = story.host.pull_request(GITOPS, story.row(number).pull_number or 0)
    main = story.host.head(GITOPS, "main")
    story.host.merge(GITOPS, pull.number, head=pull.head, base=main)
    story.run()
    assert story.state(number) == "done"
    line = story.page(number).verdict.line
    assert "in the repository itself" in line
    assert "before the merge" not in line


def test_a_service_has_a_page_once_main_has_its_file(story: Story) -> None:
    number = story.in_review()
    assert not story.page(number).service_exists
    story.approve(number)
    story.run()
    assert story.page(number).service_exists


def test_a_change_of_a_service_that_is_gone_cannot_be_asked_again(story: Story) -> None:
    story.done()
    change = story.change("docs-dev", "delete", confirm="docs-dev")
    Request.objects.filter(number=change).update(state=State.SUPERSEDED, due_at=None)
    assert "resubmit" in story.page(change, "maya").may
    files = dict.fromkeys(path for path in story.row(1).files)
    story.host.push(GITOPS, "main", files)
    story.run()
    page = story.page(change, "maya")
    assert "resubmit" not in page.may
    assert not page.service_exists


def test_a_form_that_asks_again_says_what_the_reviewer_wrote(story: Story) -> None:
    number, client = story.in_review(), Client()
    client.force_login(Person.objects.get(username="maya"))
    form = f"/catalog/storages/?again={number}"
    assert "asked for a change" not in client.get(form).content.decode()
    said, ravi = "Keep the older versions, please.", story.person("ravi")
    review.ask_for_change(by=ravi, number=number, comment=said, at=timezone.now())
    for answer in (client.get(form), client.post(form, {"service": "No name"})):
        shown = answer.content.decode()
        assert f"{ravi.name} asked for a change of request {number}" in shown
        assert said in shown
        assert f'action="{form}"' in shown
    assert said not in client.get("/catalog/storages/?again=99").content.decode()


def test_the_palette_puts_names_before_teams(story: Story) -> None:
    number = story.order("docs", team="orders")
    story.run()
    story.approve(number)
    story.run()
    client = Client()
    client.force_login(Person.objects.get(username="maya"))
    shown = client.get("/search/", {"q": "orders"}).content.decode()
    assert 0 < shown.index("<span>orders-db-prod<") < shown.index("<span>docs-dev<")


def test_an_order_can_be_asked_again_while_the_catalog_offers_it(story: Story) -> None:
    number = story.order()
    Request.objects.filter(number=number).update(state=State.REJECTED, due_at=None)
    assert "resubmit" in story.page(number, "maya").may
    offering = [f"offerings/storages/{name}.yaml" for name in ("definition", "composition")]
    story.host.push(CONTROL, "main", dict.fromkeys(offering))
    story.look()
    assert "resubmit" not in story.page(number, "maya").may


def test_what_was_taken_back_is_no_failed_review(story: Story) -> None:
    def review_of(number: int) -> tuple[str, str, str]:
        step = story.page(number).steps[1]
        return step.label, step.state, step.detail

    withdrawn, asked, rejected = (story.in_review(name) for name in ("docs", "files", "papers"))
    request.withdraw(by=story.person("maya"), number=withdrawn, at=timezone.now())
    ravi, now = story.person("ravi"), timezone.now()
    review.ask_for_change(by=ravi, number=asked, comment="Smaller.", at=now)
    review.reject(by=ravi, number=rejected, comment="No.", at=now)
    assert review_of(withdrawn) == ("Withdrawn", "stopped", "Maya Chen")
    assert review_of(asked) == ("Change asked", "stopped", "Ravi Patel")
    assert review_of(rejected) == ("Rejected", "failed", "Ravi Patel")


def test_a_request_leads_to_its_rows_of_the_audit_trail(story: Story) -> None:
    number, ravi, maya = story.done(), Client(), Client()
    other = story.order("pics")
    ravi.force_login(Person.objects.get(username="ravi"))
    maya.force_login(Person.objects.get(username="maya"))
    link = f"/audit/?about=request+{number}"
    assert link in ravi.get(f"/requests/{number}/").content.decode()
    assert "/audit/" not in maya.get(f"/requests/{number}/").content.decode()
    shown = ravi.get(link).content.decode()
    assert f"/requests/{number}/" in shown
    assert f"/requests/{other}/" not in shown

"""Who depends on a service: on its page, on forms, in reviews and on pull requests."""

import yaml
from django.test import Client
from django.utils import timezone

from clark.flow import provision, request
from clark.policy.radius import Radius
from clark.store.models import Person
from tests.flow.story import GITOPS, REGION, Story

DB = "orders-db-prod"
LOST = "If orders-db-prod stops, the application order-service, of team orders, loses its database"
CANNOT = "What uses it without saying so, Clark cannot know."
MOUNT = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "ExternalSecret",
    "metadata": {
        "name": "orders-db",
        "namespace": "reporting",
        "labels": {"clark.dev/application": "reports", "clark.dev/team": "data"},
    },
    "spec": {"dataFrom": [{"extract": {"key": "clark/prod/orders-db-prod/order-service"}}]},
}


def of(story: Story, name: str = DB) -> Radius:
    found = provision.service(by=story.person("maya"), region=REGION, name=name).radius
    assert found is not None
    return found


def test_the_page_names_the_application_that_gets_the_credentials(story: Story) -> None:
    assert of(story).sentence == f"{LOST}. {CANNOT}"


def test_somebody_else_who_takes_the_credentials_is_named_after_the_next_look(story: Story) -> None:
    path = f"regions/{REGION}/prod/reports/credentials.yaml"
    story.host.push(GITOPS, "main", {path: yaml.safe_dump(MOUNT)})
    story.look()
    found = of(story)
    assert found.teams == ("orders", "data")
    assert "the applications order-service and reports (namespace reporting)" in found.sentence


def test_the_form_of_a_deletion_says_who_loses_it(story: Story) -> None:
    draft = request.draft_change(
        by=story.person("maya"),
        service=(REGION, DB),
        action="delete",
        raw={"confirm": DB},
        at=timezone.now(),
    )
    assert draft.radius == of(story)


def test_service_form_and_review_show_the_sentence(story: Story) -> None:
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    address = f"/services/{REGION}/{DB}/"
    assert LOST in maya.get(address).content.decode()
    typed = {"confirm": DB}
    assert LOST in maya.post(f"{address}change/delete/draft/", typed).content.decode()
    number = story.change(DB, "delete", confirm=DB)
    story.run()
    assert LOST in maya.get(f"/requests/{number}/").content.decode()


def test_of_a_new_service_nothing_is_said(story: Story) -> None:
    number = story.in_review("docs")
    assert story.page(number).radius is None
    pull = story.host.pulls[GITOPS, story.row(number).pull_number]
    assert "Who depends on it" not in pull.comments["clark-review"]
    assert "clark/blast-radius" not in {each.name for each in pull.checks[pull.head]}


def test_the_review_and_the_pull_request_of_a_change_say_it(story: Story) -> None:
    number = story.change(DB, "delete", confirm=DB)
    story.run()
    shown = story.page(number).radius
    assert shown == of(story)
    pull = story.host.pulls[GITOPS, story.row(number).pull_number]
    assert f"**Who depends on it**\n\n- {shown.sentence}" in pull.comments["clark-review"]
    (check,) = [each for each in pull.checks[pull.head] if each.name == "clark/blast-radius"]
    assert (check.conclusion, check.summary) == ("neutral", shown.sentence)


def test_once_a_deletion_is_merged_its_request_still_says_who_depended_on_it(story: Story) -> None:
    first = story.done("docs")
    assert story.page(first).radius is None
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    for _ in range(2):
        story.run()
        last = max(number, story.page(number).followed_by or 0)
        story.approve(last)
    story.run()
    assert story.state(last) in {"done", "merged"}
    found = story.page(last).radius
    assert found is not None
    assert "the application shop, of team backend, loses its bucket" in found.sentence

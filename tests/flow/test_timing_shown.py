"""When it happens, as pages, API and programs are told."""

import json
import re
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from clark.flow import people, request, timing
from clark.flow.cards import Draft
from clark.store.models import LiveObject, Person
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, REGION, Story
from tests.flow.timed import asked

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WHERE = f"/services/{REGION}/orders-db-prod/change/class/"


def draft(story: Story, **raw: str) -> Draft:
    return request.draft_change(
        by=story.person("maya"),
        service=(REGION, "orders-db-prod"),
        action="class",
        raw={"size": "large", **raw},
        at=MONDAY,
    )


def test_a_draft_says_which_window_it_waits_for_and_when_that_opens(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS)
    named = text.replace(
        "    multiAZ:", "    preferredMaintenanceWindow: sun:03:00-sun:04:00\n    multiAZ:"
    )
    story.host.push(GITOPS, "main", {ORDERS: named})
    story.look()
    (window,) = draft(story, when="window").windows
    assert "opens next on Sunday 29 November 2026 at 03:00 UTC, until 04:00" in window.said
    assert window.opens == datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
    assert draft(story, when="now").windows == ()


def test_the_window_that_aws_chose_is_the_one_that_the_cluster_shows(story: Story) -> None:
    story.look()
    (unknown,) = draft(story, when="window").windows
    assert (unknown.opens, "nobody has seen yet" in unknown.said) == (None, True)
    live = LiveObject.objects.get(name="orders-db-prod", kind="RDSInstance")
    live.spec["forProvider"]["preferredMaintenanceWindow"] = "mon:11:30-mon:12:30"
    live.save()
    (window,) = draft(story, when="window").windows
    assert "mon:11:30-mon:12:30 UTC, which AWS chose" in window.said
    assert "is open now, until 12:30 UTC" in window.said


def test_the_form_keeps_the_time_and_the_page_shows_it_to_the_reviewer(story: Story) -> None:
    maya, ravi = Client(), Client()
    maya.force_login(Person.objects.get(username="maya"))
    ravi.force_login(Person.objects.get(username="ravi"))
    assert 'type="datetime-local"' in maya.get(WHERE).content.decode()
    past = {"size": "large", "when": "at", "accept": "on", "not_before": "2020-01-01T02:00"}
    again = maya.post(WHERE, past)
    assert again.status_code == 422
    assert 'value="2020-01-01T02:00"' in again.content.decode()
    assert "1 January 2020 at 02:00 UTC has passed" in again.content.decode()
    when = (timezone.now() + timedelta(hours=5)).astimezone(UTC).replace(second=0, microsecond=0)
    sent = maya.post(WHERE, past | {"not_before": f"{when:%Y-%m-%dT%H:%M}"}, follow=True)
    assert sent.status_code == 200
    story.run()
    page = ravi.get("/requests/1/").content.decode()
    assert f"Clark merges it on <b>{timing.spoken(when)}</b>" in page
    assert story.row(1).not_before == when


def test_a_time_that_cannot_be_read_stays_in_its_field(story: Story) -> None:
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    link = maya.get(WHERE, {"size": "large", "when": "at", "not_before": "tomorrow 2:00"})
    page = link.content.decode()
    assert "“tomorrow 2:00” is not a date with a time" in page
    field = r'<input type="text" id="[^"]*" name="not_before" value="tomorrow 2:00"'
    assert re.search(field, page)


def test_a_program_has_to_say_the_zone_of_its_time(story: Story) -> None:
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    maya = Client(headers={"authorization": f"Bearer {token}"})
    when = (timezone.now() + timedelta(hours=5)).astimezone(UTC).replace(microsecond=0)
    where = f"/api/services/{REGION}/orders-db-prod/changes"

    def post(time: str, **more: str) -> tuple[int, dict]:
        fields = {"size": "large", "accept": "on", **more}
        body = {"action": "class", "fields": fields, "not_before": time}
        sent = maya.post(where, json.dumps(body), content_type="application/json")
        return sent.status_code, sent.json()

    status, refused = post(f"{when:%Y-%m-%dT%H:%M}")
    (problem,) = refused["problems"]
    assert (status, problem["field"]) == (422, "not_before")
    assert "does not say its time zone" in problem["reason"]
    status, refused = post("", when="at", not_before=f"{when:%Y-%m-%dT%H:%M}")
    assert (status, refused["problems"][0]["field"]) == (422, "not_before")
    assert "does not say its time zone" in refused["problems"][0]["reason"]
    status, refused = post(when.isoformat(), when="window")
    assert (status, refused["problems"][0]["field"]) == (422, "not_before")
    status, sent = post(when.isoformat())
    assert status == 201, sent
    story.run()
    shown = maya.get(f"/api/requests/{sent['number']}").json()
    assert datetime.fromisoformat(shown["row"]["not_before"]) == when
    (listed,) = maya.get("/api/requests").json()["rows"]
    assert listed["not_before"] == shown["row"]["not_before"]


def test_the_time_of_a_request_is_asked_again_when_it_was_missed(story: Story) -> None:
    number = asked(story)
    raw = request.again(by=story.person("maya"), number=number)[3]
    assert (raw["when"], raw["size"]) == ("at", "large")

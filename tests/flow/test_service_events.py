"""What is told of services: a warning of the making is not left standing as if all were wrong."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from clark.flow import provision
from clark.flow.cards import LogLine
from tests.flow.clusters import event
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, REGION, Story


def warned(story: Story, reason: str, hours: float) -> None:
    at = timezone.now() + timedelta(hours=hours)
    seen = event("docs-dev", reason, at, "The Secret does not exist.")
    story.cluster.events.append(replace(seen, type="Warning"))


def lines(story: Story) -> dict[str, LogLine]:
    page = provision.service(by=story.person("maya"), region=REGION, name="docs-dev")
    return {each.who: each for each in page.events}


def test_a_warning_from_before_it_was_ready_is_said_to_be_normal(story: Story) -> None:
    story.done()
    warned(story, "Early", -1)
    warned(story, "Late", 1)
    story.look()
    said = lines(story)
    assert said["Early"].kind == "passed"
    assert said["Early"].said.startswith("Normal before it was ready")
    assert (said["Late"].kind, said["Late"].said) == ("warning", "")


def test_one_service_needs_and_two_need(story: Story) -> None:
    story.host.push(GITOPS, "main", {ORDERS: "a: [\n"})
    story.look()
    said = {each.name: each.said for each in provision.regions(by=story.person("maya"))}
    assert said[REGION] == "1 needs attention"

"""What the tests of a request's way look at again and again."""

from django.db import connection

from clark.ports import Observation
from clark.store.models import Entry, Notice
from tests.flow.story import GITOPS, REGION, Story

PATH = f"regions/{REGION}/dev/docs-dev/service.yaml"
ORDERS = f"regions/{REGION}/prod/orders-db-prod/service.yaml"


def told(number: int) -> list[str]:
    return list(Notice.objects.filter(request__number=number).values_list("title", flat=True))


def happened(number: int) -> list[str]:
    return list(Entry.objects.filter(request__number=number).values_list("event", flat=True))


def longer(story: Story, branch: str, days: int = 31) -> str:
    text = story.host.text(GITOPS, PATH, branch)
    return text.replace("noncurrentDays: 30", f"noncurrentDays: {days}")


def depths_of_calls(story: Story) -> dict[str, int]:
    """From now on: how many transactions were open, at most, whenever somebody outside was called.

    Those of the test itself do not count.
    """
    before, depths = len(connection.savepoint_ids), dict[str, int]()
    host, cluster = story.host._called, story.cluster.observe

    def note(name: str) -> None:
        depths[name] = max(depths.get(name, 0), len(connection.savepoint_ids) - before)

    def called(name: str) -> None:
        note(name)
        host(name)

    def observe(region: str) -> Observation:
        note("observe")
        return cluster(region)

    story.host._called = called  # type: ignore[method-assign]
    story.cluster.observe = observe  # type: ignore[method-assign]
    return depths

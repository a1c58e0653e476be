"""A resize of a database in production at a set time, and the passing of time."""

from datetime import timedelta

from django.utils import timezone

from clark.store.models import Request
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, Story

HOUR = timedelta(hours=1)
RESIZE = {"size": "large", "when": "at", "accept": "on"}


def asked(story: Story, away: timedelta = 5 * HOUR, **raw: str) -> int:
    """A resize of a database in production, that many hours from now, in review."""
    when = timezone.now() + away
    number = story.change("orders-db-prod", "class", **RESIZE, not_before=when.isoformat(), **raw)
    story.run()
    assert story.state(number) == "in review"
    return number


def passes(number: int, since: timedelta = timedelta(seconds=1)) -> None:
    """The time comes, and is gone by so much."""
    Request.objects.filter(number=number).update(not_before=timezone.now() - since)


def size(story: Story) -> str:
    text = story.host.text(GITOPS, ORDERS)
    return next(line for line in text.splitlines() if "dbInstanceClass" in line).split()[1]

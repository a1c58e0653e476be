"""What the tests of a request's way look at again and again."""

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

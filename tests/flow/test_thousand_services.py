"""Pages of a customer with a thousand services."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.flow import people, provision
from tests.flow.story import GITOPS, REGION, Story

MANY = 1000


@pytest.fixture
def many(story: Story) -> Story:
    story.done()
    folder = f"regions/{REGION}/dev/docs-dev"
    files = {}
    for each in ("service.yaml", "credentials.yaml"):
        text = story.host.text(GITOPS, f"{folder}/{each}")
        for n in range(MANY):
            path = f"regions/{REGION}/dev/docs{n}-dev/{each}"
            files[path] = text.replace("docs-dev", f"docs{n}-dev")
    story.host.push(GITOPS, "main", files)
    story.look()
    return story


def test_regions_count_every_service(many: Story) -> None:
    by = many.person("maya")
    cards = {each.name: each for each in people.frame(by=by).regions}
    assert cards[REGION].services == MANY + 2
    assert people.home(by=by, now=timezone.now()).services == MANY + 2


def test_a_page_asks_little_of_the_database(many: Story) -> None:
    by = many.person("maya")
    for name, page in {
        "frame": lambda: people.frame(by=by),
        "home": lambda: people.home(by=by, now=timezone.now()),
        "services": lambda: provision.services(by=by, page=2),
        "service": lambda: provision.service(by=by, region=REGION, name="docs7-dev"),
    }.items():
        page()
        with CaptureQueriesContext(connection) as seen:
            page()
        assert len(seen) <= 15, name
        long = [each["sql"][:90] for each in seen if "text" in each["sql"]]
        assert not long, "no page reads every file again"

"""A customer with an outside in memory."""

import pytest
from django.utils import timezone

from tests.flow.leaver import INFRA, Leaver
from tests.flow.story import Story, begin
from tests.flow.terraform import FILES


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Story:
    made = begin()
    for job in ("jobs", "adoption"):
        monkeypatch.setattr(f"clark.worker.{job}.ports_of", lambda _: made.ports)
    return made


@pytest.fixture
def leaver(story: Story, monkeypatch: pytest.MonkeyPatch) -> Leaver:
    monkeypatch.setattr("clark.worker.exits.ports_of", lambda _: story.ports)
    story.host.push(INFRA, "main", FILES)
    stopped = timezone.now()
    story.cluster.clock = lambda: stopped
    story.look()
    return Leaver(story)

"""A customer with an outside in memory."""

import pytest
from django.utils import timezone

from clark.store.models import Customer
from tests.flow.infrastructure import Site
from tests.flow.leaver import INFRA, Leaver
from tests.flow.story import Story, begin
from tests.flow.terraform import FILES, MemoryTerraform


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


@pytest.fixture
def site(story: Story, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(story, MemoryTerraform())
    Customer.objects.filter(pk=story.customer.pk).update(infra=INFRA)
    story.customer.refresh_from_db()
    worker = "clark.worker.infrastructure"
    monkeypatch.setattr(f"{worker}.ports_of", lambda _: story.ports)
    monkeypatch.setattr(f"{worker}.terraform_of", lambda _, heard: made.terraform.heard_by(heard))
    made.push(**FILES)
    return made

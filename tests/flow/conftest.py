"""A customer with an outside in memory."""

import pytest

from tests.flow.story import Story, begin


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Story:
    made = begin()
    monkeypatch.setattr("clark.worker.jobs.ports_of", lambda _: made.ports)
    return made

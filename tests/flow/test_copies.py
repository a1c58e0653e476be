"""Copies of branches that move while they are made."""

import pytest
from django.utils import timezone

from clark.errors import TryLater
from clark.flow.copies import commit, refresh, snapshot
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, Story


def test_a_slow_look_never_puts_an_older_commit_over_a_newer_one(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It learns the head, and another copies the next commit before it goes on."""
    host, at = story.host, timezone.now()
    host.push(GITOPS, "main", {ORDERS: host.text(GITOPS, ORDERS) + "# one\n"})
    look = host.head

    def overtaken(repository: str, branch: str) -> str:
        seen = look(repository, branch)
        monkeypatch.undo()
        host.push(GITOPS, "main", {ORDERS: host.text(GITOPS, ORDERS) + "# two\n"})
        refresh(story.customer, GITOPS, host, at)
        return seen

    monkeypatch.setattr(host, "head", overtaken)
    refresh(story.customer, GITOPS, host, at)
    assert commit(story.customer, GITOPS) == host.branches[GITOPS, "main"]
    assert "# two" in snapshot(story.customer, GITOPS).texts[ORDERS]


def test_a_branch_that_never_stands_still_is_tried_again_later(story: Story) -> None:
    host, at = story.host, timezone.now()

    def push() -> None:
        host.push(GITOPS, "main", {ORDERS: host.text(GITOPS, ORDERS) + "#\n"})

    def overtake(name: str) -> None:
        if name == "tree":
            push()
            refresh(story.customer, GITOPS, host, at)
            push()
        host.between.append(overtake)

    push()
    host.between.append(overtake)
    with pytest.raises(TryLater, match="moved while it was copied"):
        refresh(story.customer, GITOPS, host, at)

"""A request is about one service: its pull request changes that one, or it is not let through."""

from collections.abc import Mapping

import pytest

from clark.errors import Refused
from tests.flow.looking import PATH, longer, told
from tests.flow.story import GITOPS, REGION, Story

CREDENTIALS = PATH.replace("service.yaml", "credentials.yaml")
OTHERS = f"regions/{REGION}/dev/other-dev/notes.md"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({OTHERS: "Hello.\n"}, "not a file of docs-dev"),
        ({"README.md": "Hello.\n"}, "not a file of docs-dev"),
        ({PATH: None}, f"does not change {PATH}"),
        ({PATH: None, CREDENTIALS: None}, f"does not change {PATH}"),
    ],
    ids=["another service", "beside all services", "only the credentials", "nothing"],
)
def test_a_head_that_is_not_about_the_requests_own_service_cannot_be_approved(
    story: Story, files: Mapping[str, object], why: str
) -> None:
    number = story.in_review()
    story.host.push(GITOPS, story.row(number).branch, files)
    story.run()
    page = story.page(number)
    assert page.verdict.state == "fix"
    assert any(why in each.finding.reason for each in page.verdict.findings)
    with pytest.raises(Refused, match="Policies deny"):
        story.approve(number)


def test_a_head_that_strays_stays_denied_when_the_policies_are_asked_again(story: Story) -> None:
    number = story.in_review()
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {PATH: longer(story, branch), OTHERS: "Hello.\n"})
    story.run()
    story.host.push(GITOPS, "main", {"README.md": "Main moved.\n"})
    story.run()
    assert story.page(number).verdict.state == "fix"


@pytest.mark.parametrize("files", [{PATH: None}, {PATH: None, CREDENTIALS: None}], ids=str)
def test_what_was_never_created_is_never_said_to_be_ready(
    story: Story, files: Mapping[str, object]
) -> None:
    """Somebody empties the pull request, and merges it in the repository itself."""
    number = story.in_review()
    story.host.push(GITOPS, story.row(number).branch, files)
    story.run()
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    assert story.state(number) == "superseded"
    assert told(number) == ["Create docs-dev: superseded"]


def test_what_was_never_removed_is_never_said_to_be_deleted(story: Story) -> None:
    story.done()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    story.approve(first)
    story.run()
    second = story.row(first).next.get()
    kept = {PATH: story.host.text(GITOPS, PATH), CREDENTIALS: story.host.text(GITOPS, CREDENTIALS)}
    story.host.push(GITOPS, second.branch, kept)
    story.run()
    story.host.merge_by_hand(GITOPS, second.pull_number or 0)
    story.run()
    assert story.state(second.number) == "superseded"

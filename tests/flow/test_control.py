"""What Clark cannot read of the control repository closes the gate and never opens it."""

import pytest

from clark.errors import Refused
from clark.flow import request
from clark.flow.control import in_force
from tests.flow.outside import LINK
from tests.flow.story import CONTROL, Story

POLICY = "policies/bucket-private.yaml"
DEFINITION = "offerings/storages/definition.yaml"


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        (POLICY, "kind: ü\n".encode("utf-16"), "UTF-8"),
        (POLICY, b"kind: \0\n", "NUL"),
        (POLICY, b"#" * (2**20 + 1), "1 MiB"),
        (POLICY, LINK, "link"),
        ("policies/more", LINK, "link"),
        ("policies", LINK, "link"),
    ],
    ids=["utf-16", "nul", "too long", "link", "linked folder", "linked policies"],
)
def test_a_policy_that_cannot_be_copied_as_text_denies_everything(
    story: Story, path: str, content: object, why: str
) -> None:
    """If it only stopped applying, a slip of an editor would open the gate."""
    number = story.in_review()
    story.host.push(CONTROL, "main", {path: content})
    story.look()
    with pytest.raises(Refused, match="breaks the rules"):
        story.order("more")
    story.run()
    assert story.page(number).verdict.state == "fix"
    shown = request.catalog(by=story.person("maya")).broken
    assert [each.path for each in shown if why in each.reason] == [path]


@pytest.mark.parametrize("content", ["kind: ü\n".encode("utf-16"), LINK], ids=["utf-16", "link"])
def test_an_offering_that_cannot_be_copied_as_text_is_shown_as_broken_once(
    story: Story, content: object
) -> None:
    good = request.catalog(by=story.person("maya")).offerings
    story.host.push(CONTROL, "main", {DEFINITION: content})
    story.look()
    page = request.catalog(by=story.person("maya"))
    assert [each.path for each in page.broken] == [DEFINITION]
    assert [each.name for each in page.offerings] == [each.name for each in good]
    assert [each.name for each in page.offerings if each.kept] == ["storages"]


def test_files_that_are_no_manifests_break_nothing(story: Story) -> None:
    story.host.push(CONTROL, "main", {"policies/README.md": b"\xff", "policies/a.txt": "text"})
    story.look()
    assert in_force(story.customer).policies.broken == ()

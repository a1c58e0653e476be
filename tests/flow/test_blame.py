"""When Clark cannot go on, it says the whole reason and who must act."""

import pytest

from clark.errors import Problem, Refused
from clark.store.models import LiveObject, Region
from tests.flow.looking import PATH, longer
from tests.flow.story import GITOPS, REGION, Story

FOLLOWS_NO_LINKS = Refused(
    "This pull request holds what Clark does not follow.",
    [Problem("'a.yaml'", "The path is a link or a submodule.")],
)


def test_a_refusal_is_shown_with_all_its_problems(story: Story) -> None:
    number = story.order()
    story.host.refuses["propose"] = Refused("No.", [Problem("a", "One."), Problem("b", "Two.")])
    story.step(number)
    assert (story.row(number).waiting, story.row(number).who) == (
        "No. a: One. b: Two.",
        "Clark team",
    )


def test_a_branch_that_clark_does_not_follow_is_for_whoever_pushed_it(story: Story) -> None:
    number = story.in_review()
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)})
    story.step(number)
    story.host.refuses["changed"] = FOLLOWS_NO_LINKS
    story.step(number)
    row = story.row(number)
    assert row.who == "whoever pushed to the pull request"
    assert "'a.yaml': The path is a link or a submodule." in row.waiting


def test_a_pushed_head_voids_the_approval_before_anything_is_asked_about_it(story: Story) -> None:
    """What the host refuses to show of the new head must not leave the old approval standing."""
    number = story.in_review()
    story.approve(number)
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)})
    story.host.refuses["changed"] = FOLLOWS_NO_LINKS
    story.step(number)
    assert story.state(number) == "proposed"
    assert [each.void_because for each in story.page(number).decisions] == [
        "New commits were pushed after the approval."
    ]
    assert story.host.refuses


def removing(story: Story) -> int:
    """The second merge of a deletion, merged, with the cluster still holding the bucket."""
    story.done()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    story.approve(first)
    story.run()
    number = story.row(first).next.get().number
    kept = [each for each in story.cluster.observe(REGION).objects if each.name == "docs-dev"]
    story.cluster.more = kept
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    return number


@pytest.mark.parametrize(
    "broken",
    [
        {"path": PATH, "line": 1, "reason": "The branch was rewritten."},
        {"path": f"{PATH[:-12]}more.yaml", "line": 3, "reason": "It is no text."},
        {"path": "regions/x.yaml", "line": 2, "reason": "Bucket/docs-dev is here too."},
    ],
    ids=["its own file", "a file beside it", "a file that names it"],
)
def test_a_deletion_that_is_held_is_for_whoever_changed_the_file(
    story: Story, broken: dict[str, object]
) -> None:
    number = removing(story)
    Region.objects.filter(name=REGION).update(broken=[broken])
    story.step(number)
    row = story.row(number)
    assert row.waiting == f"{broken['path']}, line {broken['line']}: {broken['reason']}"
    assert row.who == "whoever changed the file"


def test_a_deletion_that_has_not_begun_is_the_gitops_engines(story: Story) -> None:
    number = removing(story)
    row = story.row(number)
    assert (row.waiting, row.who) == ("Bucket/docs-dev is still there.", "the GitOps engine")


def test_a_deletion_that_has_begun_is_for_aws(story: Story) -> None:
    number = removing(story)
    LiveObject.objects.filter(kind="Bucket", name="docs-dev").update(deleting=True)
    story.step(number)
    row = story.row(number)
    assert (row.waiting, row.who) == ("Bucket/docs-dev is being deleted.", "AWS")

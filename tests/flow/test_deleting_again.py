"""A service that is created again under the name of one that was deleted."""

import pytest

from clark.errors import Refused
from clark.flow.request.drafting import ground, propose_removal, standing
from clark.manifests import get, read
from clark.store.models import LiveObject
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, REGION, Story

NAME = "orders-db-prod"
REFUSED = {
    "type": "Synced",
    "status": "False",
    "reason": "ReconcileError",
    "message": "delete failed: cannot delete RDS instance: api error DBSnapshotAlreadyExists: "
    "Cannot create the snapshot because one with the identifier orders exists.",
}
SNAPSHOT = ("spec", "forProvider", "finalDBSnapshotIdentifier")


def released(story: Story) -> int:
    """The number of the removal that follows the deletion's first merge, in review."""
    first = story.change(NAME, "delete", confirm=NAME)
    story.run()
    story.approve(first)
    story.run()
    return story.row(first).next.get().number


def deleted(story: Story) -> str:
    """Delete the database to the end. Returns the name of its final snapshot."""
    number = released(story)
    name = snapshot(story)
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    return name


def snapshot(story: Story) -> str:
    return str(get(read(story.host.text(GITOPS, ORDERS, "main"))[0].value, SNAPSHOT))


def test_each_deletion_of_a_name_has_a_final_snapshot_of_its_own(story: Story) -> None:
    original = story.host.text(GITOPS, ORDERS, "main")
    first = deleted(story)
    story.host.push(GITOPS, "main", {ORDERS: original})
    story.run()
    second = deleted(story)
    assert first != second
    assert all(each.startswith(f"{NAME}-final-") for each in (first, second))


def test_a_removal_whose_snapshot_name_is_taken_is_denied_before_the_merge_and_asked_again(
    story: Story,
) -> None:
    removal = released(story)
    restored = story.host.text(GITOPS, ORDERS, "main")
    story.approve(removal)
    story.run()
    story.host.push(GITOPS, "main", {ORDERS: restored})  # somebody reverts the merge
    story.run()
    taken = snapshot(story)
    on = ground(story.customer.pk)
    judged = propose_removal(on, standing(on, REGION, NAME)).judgement.verdict
    assert f"left a final snapshot named {taken}, so AWS would refuse" in judged.messages[0]
    again = story.change(NAME, "delete", confirm=NAME)
    assert story.row(again).action == "release"
    assert taken not in str(story.row(again).files[ORDERS])


def test_a_deletion_that_aws_refuses_says_why_and_who_can_help(story: Story) -> None:
    number = going(story)
    LiveObject.objects.filter(name=NAME).update(deleting=True, status={"conditions": [REFUSED]})
    story.step(number)
    row = story.row(number)
    assert row.who == "you"
    assert "is not deleted yet. Deleting it has failed." in row.waiting
    assert "must delete that snapshot" in row.waiting


def test_a_name_is_not_given_again_while_its_first_owner_is_going(story: Story) -> None:
    number = going(story)
    with pytest.raises(Refused, match=f"still being deleted in {REGION}. See request {number}."):
        story.order("orders-db", offering="databases", environment="prod")


def going(story: Story) -> int:
    """The removal, merged, with the cluster still holding the database."""
    number = released(story)
    story.cluster.more = [
        each for each in story.cluster.observe(REGION).objects if each.name == NAME
    ]
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    return number

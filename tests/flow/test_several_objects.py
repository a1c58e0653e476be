"""A service of several objects: an Aurora cluster whose instances come, change and go."""

import pytest

from clark.errors import Refused
from clark.flow import provision
from clark.flow.cards import ServicePage
from clark.manifests import read
from clark.store.models import LiveObject
from tests.flow.story import GITOPS, REGION, Story

NAME = "orders-dev"
FILE = f"regions/{REGION}/dev/{NAME}/service.yaml"
BOTH = [f"{NAME}-1", f"{NAME}-2"]


def ordered(story: Story) -> None:
    number = story.order("orders", offering="auroras")
    finish(story, number)


def finish(story: Story, number: int) -> None:
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "done", story.row(number).waiting


def page(story: Story) -> ServicePage:
    return provision.service(by=story.person("maya"), region=REGION, name=NAME)


def names(story: Story, branch: str = "main") -> list[str]:
    return [each.name for each in read(story.host.text(GITOPS, FILE, branch))]


def changed(story: Story, action: str, **raw: str) -> int:
    number = story.change(NAME, action, **raw)
    finish(story, number)
    return number


def test_a_cluster_with_two_instances_is_one_service(story: Story) -> None:
    ordered(story)
    assert names(story) == [NAME, *BOTH]
    rows, _ = provision.services(by=story.person("maya"))
    assert [each.name for each in rows if each.name.startswith(NAME)] == [NAME]
    (row,) = [each for each in rows if each.name == NAME]
    assert row.summary == "Aurora PostgreSQL 16.3 · 2 × db.serverless"
    assert [each.name for each in page(story).parts] == BOTH
    assert "DB_READER_HOST" in page(story).snippets[-1].text


def test_it_is_ready_when_every_part_is(story: Story) -> None:
    story.cluster.slow.add(BOTH[1])
    number = story.order("orders", offering="auroras")
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    assert page(story).why.startswith(f"{BOTH[1]}: ")
    story.cluster.slow.clear()
    story.run()
    assert story.state(number) == "done"


def test_readers_come_and_go_by_a_request(story: Story) -> None:
    ordered(story)
    changed(story, "instances", instances="3")
    assert names(story) == [NAME, *BOTH, f"{NAME}-3"]
    number = changed(story, "instances", instances="2")
    assert names(story) == [NAME, *BOTH]
    assert story.row(number).title == f"Change the instances of {NAME} to 2 instances"
    (impact,) = story.page(number).impacts
    assert impact.sentence.startswith(f"{NAME}-3: The instance goes; the data are the cluster's")
    assert [each.name for each in page(story).parts] == BOTH


def test_a_reader_that_is_going_is_waited_for_and_shown_with_its_service(story: Story) -> None:
    ordered(story)
    going = story.cluster.observe(REGION).objects
    story.cluster.more = [each for each in going if each.name == BOTH[1]]
    number = story.change(NAME, "instances", instances="1")
    story.run()
    story.approve(number)
    story.run()
    assert story.row(number).waiting == f"DBInstance/{BOTH[1]} is still there."
    assert [(each.name, each.reason) for each in page(story).parts if each.reason] == [
        (BOTH[1], "It is not in Git.")
    ]
    rows, _ = provision.services(by=story.person("maya"), q=NAME, filters={"region": REGION})
    assert [each.name for each in rows] == [NAME]
    story.cluster.more = []
    story.run()
    assert story.state(number) == "done"


def test_every_instance_is_resized_and_each_is_waited_for(story: Story) -> None:
    ordered(story)
    number = story.change(NAME, "class", size="large", when="now")
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged", "nobody has seen AWS at work on any of them"
    assert story.row(number).waiting == "Crossplane is about to ask AWS for the change."
    classes = [each.value["spec"]["forProvider"] for each in read(story.host.text(GITOPS, FILE))]
    assert [each.get("dbInstanceClass") for each in classes] == [None, *["db.r6g.large"] * 2]
    assert '"size\\":\\"large' in story.host.text(GITOPS, FILE)


def test_the_capacity_is_changed_where_it_stands(story: Story) -> None:
    ordered(story)
    number = story.change(NAME, "capacity", capacity="16")
    story.run()
    assert "maxCapacity: 16" in story.host.text(GITOPS, FILE, story.row(number).branch)
    assert story.row(number).title == f"Change the capacity of {NAME} to 16 ACU"


def test_the_whole_service_is_deleted_in_two_merges(story: Story) -> None:
    ordered(story)
    number = changed(story, "delete", confirm=NAME)
    removal = story.row(number).next.get().number
    finish(story, removal)
    assert FILE not in story.host.commits[story.host.branches[GITOPS, "main"]].tree
    assert not LiveObject.objects.filter(name__startswith=NAME).exists()


def test_production_keeps_an_instance_that_can_take_over(story: Story) -> None:
    number = story.order("orders", offering="auroras", environment="prod")
    finish(story, number)
    with pytest.raises(Refused, match="2 to 16"):
        story.change("orders-prod", "instances", instances="1")

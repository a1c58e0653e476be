"""More capacity: a node group is ordered, scaled and deleted; nothing of it is delivered."""

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import provision, request
from clark.flow.cards import ServicePage
from clark.local.controlplane.addresses import NO_NODES
from clark.manifests import get, read
from clark.store.models import LiveObject
from tests.flow.story import GITOPS, REGION, Story

NAME = "batch-dev"
FILE = f"regions/{REGION}/dev/{NAME}/service.yaml"
SIZES = ("spec", "forProvider", "scalingConfig")


def ordered(story: Story, **more: str) -> int:
    number = story.order("batch", offering="nodegroups", **more)
    finish(story, number)
    return number


def finish(story: Story, number: int) -> None:
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "done", story.row(number).waiting


def page(story: Story) -> ServicePage:
    return provision.service(by=story.person("maya"), region=REGION, name=NAME)


def sizes(story: Story, branch: str = "main") -> object:
    return get(read(story.host.text(GITOPS, FILE, branch))[0].value, SIZES)


def scaled(story: Story, **raw: str) -> int:
    """Ask for other numbers; EKS is seen at work on them, and then no more."""
    number = story.change(NAME, "nodes", **raw)
    story.run()
    story.approve(number)
    story.cluster.scaling.add(NAME)
    story.run()
    assert story.row(number).waiting == "AWS is changing the node group."
    story.cluster.scaling.clear()
    story.run()
    assert story.state(number) == "done", story.row(number).waiting
    return number


def test_a_node_group_is_ordered_and_needs_no_credentials(story: Story) -> None:
    number = ordered(story, nodes="3")
    assert sizes(story) == {"minSize": 2, "maxSize": 4, "desiredSize": 3}
    (delivered,) = [each for each in story.page(number).steps if each.stage == "credentials"]
    assert delivered.detail == "None needed"
    shown = page(story)
    assert shown.row.summary == "m7i.large, m6i.large, m5.large · 3 nodes, 2 to 4"
    assert [each.action for each in shown.actions] == ["nodes", "delete"]
    assert (shown.secret_name, shown.deliveries) == ("", ())
    assert [each.text for each in shown.snippets] == [f"nodeSelector:\n  clark.dev/nodes: {NAME}"]
    said = {each.label: each.value for each in shown.endpoints}
    assert said["At least, at most"] == "2, 4"
    assert said["Cluster"] == f"techcorp-dev-{REGION}"


def test_it_is_scaled_by_a_request_that_says_what_eks_does(story: Story) -> None:
    ordered(story, nodes="3")
    number = scaled(story, nodes="5", maxNodes="6")
    assert sizes(story) == {"minSize": 2, "maxSize": 6, "desiredSize": 5}
    assert story.row(number).title == f"Change the nodes of {NAME} to 5 (2 to 6)"
    (impact,) = story.page(number).impacts
    assert impact.sentence.startswith("EKS starts 2 nodes more, which takes about 2 minutes.")
    assert "1m48s" in impact.source
    assert '\\"nodes\\":5' in story.host.text(GITOPS, FILE)


def test_fewer_nodes_are_drained_whatever_a_disruption_budget_says(story: Story) -> None:
    ordered(story, nodes="4")
    draft = request.draft_change(
        by=story.person("maya"),
        service=(REGION, NAME),
        action="nodes",
        raw={"nodes": "2"},
        at=timezone.now(),
    )
    (impact,) = draft.impacts
    assert impact.sentence.startswith("EKS takes 2 nodes away.")
    assert "15 minutes at the latest, whatever a PodDisruptionBudget says" in impact.sentence


def test_the_number_can_be_left_to_an_autoscaler(story: Story) -> None:
    ordered(story, nodes="3")
    scaled(story, nodes="", maxNodes="6")
    assert sizes(story) == {"minSize": 2, "maxSize": 6}
    assert '\\"nodes\\"' not in story.host.text(GITOPS, FILE)


def test_the_page_says_that_no_machine_runs_on_the_local_platform(story: Story) -> None:
    story.cluster.local[f"NodeGroup/{NAME}"] = NO_NODES
    ordered(story)
    local = page(story).local
    assert local is not None
    assert (local.label, local.value) == ("Local platform", "no machine")
    assert "starts no machine for it" in local.note


def test_another_size_is_refused_with_the_way_that_works(story: Story) -> None:
    ordered(story)
    with pytest.raises(Refused, match="Order a second node group"):
        story.change(NAME, "class", size="large")


def test_it_is_deleted_in_two_merges(story: Story) -> None:
    ordered(story)
    number = story.change(NAME, "delete", confirm=NAME)
    finish(story, number)
    removal = story.row(number).next.get()
    assert "each after 5 minutes at the latest" in story.page(removal.number).impacts[0].sentence
    finish(story, removal.number)
    assert FILE not in story.host.commits[story.host.branches[GITOPS, "main"]].tree
    assert not LiveObject.objects.filter(name=NAME).exists()


def test_production_keeps_a_second_node(story: Story) -> None:
    draft = request.draft_new(
        by=story.person("maya"),
        offering="nodegroups",
        raw={
            "service": "batch",
            "application": "shop",
            "team": "backend",
            "environment": "prod",
            "region": REGION,
            "minNodes": "1",
        },
    )
    assert draft.verdict.state == "fix"
    (found,) = draft.verdict.findings
    assert (found.title, found.fix and found.fix.value) == ("A second node", "2")


def test_numbers_that_cannot_be_are_named_in_the_draft(story: Story) -> None:
    draft = request.draft_new(
        by=story.person("maya"),
        offering="nodegroups",
        raw={
            "service": "batch",
            "application": "shop",
            "team": "backend",
            "environment": "dev",
            "region": REGION,
            "nodes": "5",
        },
    )
    (found,) = draft.verdict.findings
    assert found.finding.reason == "5 nodes are not between 2 and 4."

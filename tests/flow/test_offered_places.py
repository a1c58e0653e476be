"""Databases follow what their cluster stands in, as the control repository says it today."""

import pytest

from clark.errors import Refused
from clark.flow import offerings, request
from tests.flow.outside import LINK
from tests.flow.story import CONTROL, REGION, Story

DEFINITION = "offerings/databases/definition.yaml"
COMPOSITION = "offerings/databases/composition.yaml"
PLACE = f"clusters/dev/{REGION}/environment.yaml"
GROUP = f"sg-postgresql-dev-{REGION}"


def push(story: Story, path: str, content: object, branch: str = "main") -> None:
    onto = None if branch == "main" else story.host.branches[CONTROL, "main"]
    story.host.push(CONTROL, branch, {path: content}, onto=onto)
    story.look()


def moved(story: Story) -> str:
    return story.host.text(CONTROL, PLACE).replace(GROUP, "sg-moved")


def service(story: Story, number: int) -> str:
    files = story.row(number).files
    return next(text for path, text in files.items() if path.endswith("/service.yaml"))


def test_a_database_gets_the_groups_of_its_place(story: Story) -> None:
    made = service(story, story.order("orders", offering="databases"))
    assert f"- {GROUP}\n" in made
    assert "dbSubnetGroupName: clark-dev\n" in made


def test_what_is_merged_there_counts_for_the_next_order(story: Story) -> None:
    push(story, PLACE, moved(story))
    assert "- sg-moved\n" in service(story, story.order("orders", offering="databases"))


def test_the_last_good_offering_is_made_with_the_networks_of_today(story: Story) -> None:
    push(story, COMPOSITION, "kind: Composition\n")
    push(story, PLACE, moved(story))
    assert "- sg-moved\n" in service(story, story.order("orders", offering="databases"))


@pytest.mark.parametrize(
    "content",
    [None, "kind: Wrong\n", "kind: ü\n".encode("utf-16"), LINK],
    ids=["gone", "broken", "utf-16", "link"],
)
def test_without_it_a_place_is_refused_and_others_are_not(story: Story, content: object) -> None:
    push(story, PLACE, content)
    with pytest.raises(Refused) as caught:
        story.order("orders", offering="databases")
    (problem,) = caught.value.problems
    assert (problem.field, PLACE in problem.fix) == ("region", True)
    assert story.order("orders", offering="databases", environment="prod")
    assert story.order("papers"), "a bucket stands in no network"
    page = request.catalog(by=story.person("maya"))
    assert {each.path for each in page.broken} == ({PLACE} if content is not None else set())
    assert not any(each.kept for each in page.offerings)


def test_a_moved_network_makes_no_service_outdated_and_is_not_put_into_other_changes(
    story: Story,
) -> None:
    number = story.order("orders", offering="databases")
    story.run()
    story.approve(number)
    story.run()
    push(story, PLACE, moved(story))
    page = offerings.revisions(by=story.person("maya"), offering="databases")
    assert page.rows == ()
    larger = story.change("orders-dev", "storage", storage="200")
    assert f"- {GROUP}\n" in service(story, larger)


def test_an_update_brings_what_stood_in_the_default_network_to_its_own(story: Story) -> None:
    now = story.host.text(CONTROL, COMPOSITION)
    patch = now.index("        - type: FromEnvironmentFieldPath\n")
    end = now.index("        - fromFieldPath: spec.version\n")
    without = now[:patch] + now[end:]
    (group,) = [line for line in without.splitlines() if "vpcSecurityGroupIds: [sg-0]" in line]
    push(story, COMPOSITION, without.replace(f"{group}\n", ""))
    number = story.order("orders", offering="databases")
    assert "dbSubnetGroupName: default\n" in service(story, number)
    story.run()
    story.approve(number)
    story.run()
    push(story, COMPOSITION, now)
    (row,) = offerings.revisions(by=story.person("maya"), offering="databases").rows
    assert row.conflicts == ()
    changed = "\n".join(str(each) for each in row.files)
    assert "clark-dev" in changed
    assert GROUP in changed


def test_a_proposed_change_is_shown_with_the_networks_of_today(story: Story) -> None:
    text = story.host.text(CONTROL, COMPOSITION).replace("storageType: gp3", "storageType: gp2")
    push(story, COMPOSITION, text, branch="cheaper")
    page = offerings.proposal(by=story.person("maya"), branch="cheaper")
    (shown,) = page.offerings
    assert (shown.name, shown.broken) == ("databases", ())

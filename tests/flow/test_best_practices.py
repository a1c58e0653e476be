"""Best practices of a service: shown with their reasons, and mended by a request like any other."""

import json

import pytest

from clark.errors import Refused
from clark.flow import provision
from clark.flow.cards import ServicePage
from clark.flow.checklists import PracticeCard
from clark.manifests import get, read
from tests.flow.story import REGION, Story

FILE = "regions/us-east-1/dev/docs-dev/service.yaml"


def page(story: Story, name: str, who: str = "maya") -> ServicePage:
    return provision.service(by=story.person(who), region=REGION, name=name)


def row(story: Story, name: str, practice: str) -> PracticeCard:
    rows = page(story, name).practices.rows
    return next(each for each in rows if each.id == practice)


def without_versions(story: Story) -> int:
    """A bucket whose old versions are not kept, running."""
    number = story.order("docs", versioning="off")
    story.run()
    story.approve(number)
    story.run()
    return number


def test_one_click_becomes_a_request_and_once_it_is_merged_the_score_rises(story: Story) -> None:
    without_versions(story)
    before = page(story, "docs-dev").practices
    assert row(story, "docs-dev", "bucket-versions").outcome == "fails"
    number = story.change("docs-dev", "improve", practice="bucket-versions")
    story.run()
    assert story.state(number) == "in review"
    assert story.row(number).title == "Improve docs-dev: Old versions are kept"
    assert page(story, "docs-dev").practices.score == before.score
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    after = page(story, "docs-dev").practices
    assert row(story, "docs-dev", "bucket-versions").outcome == "holds"
    assert after.score > before.score


def test_the_request_changes_that_value_and_the_parameter_behind_it(story: Story) -> None:
    without_versions(story)
    number = story.change("docs-dev", "improve", practice="bucket-versions")
    request = story.row(number)
    old = read(request.base_files[FILE] or "")[0].value
    new = read(request.files[FILE] or "")[0].value
    where = ("spec", "forProvider", "versioningConfiguration", "status")
    assert (get(old, where), get(new, where)) == ("Suspended", "Enabled")
    note = ("metadata", "annotations", "clark.dev/parameters")
    said, says = json.loads(get(old, note)), json.loads(get(new, note))
    assert (said["versioning"], says["versioning"]) == (False, True)
    assert said | {"versioning": True} == says
    assert (story.page(number).files[0].added, story.page(number).files[0].removed) == (2, 2)


def test_nobody_mends_what_holds_or_what_is_no_practice(story: Story) -> None:
    story.done("docs")
    for practice in ("bucket-versions", "bucket-logs", "everything", ""):
        with pytest.raises(Refused) as refused:
            story.change("docs-dev", "improve", practice=practice)
        assert "best practice" in str(
            refused.value.reason + str(refused.value.problems)
        ).lower() or ("mend" in str(refused.value.reason))

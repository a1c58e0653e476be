"""An offering changed: which services are behind, what an update does, and one request for each."""

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import offerings
from clark.flow.offerings.cards import RevisionPage, Sent, UpdateCard
from clark.flow.provision.reconcile import _resizes
from clark.flow.request import Asked
from clark.store.models import OfferingVersion
from tests.flow.story import CONTROL, GITOPS, REGION, Story

COMPOSITION = "offerings/storages/composition.yaml"
OLD, NEW = "objectOwnership: BucketOwnerEnforced", "objectOwnership: BucketOwnerPreferred"
FILE = "regions/us-east-1/dev/{}-dev/service.yaml"


def change_offering(story: Story, old: str = OLD, new: str = NEW) -> None:
    text = story.host.text(CONTROL, COMPOSITION)
    assert old in text
    story.host.push(CONTROL, "main", {COMPOSITION: text.replace(old, new)})
    story.look()


def edit(story: Story, name: str, old: str, new: str) -> None:
    path = FILE.format(name)
    text = story.host.text(GITOPS, path)
    assert old in text
    story.host.push(GITOPS, "main", {path: text.replace(old, new)})
    story.look()


def page(story: Story) -> RevisionPage:
    return offerings.revisions(by=story.person("maya"), offering="storages")


def row(story: Story, name: str = "docs-dev") -> UpdateCard:
    return next(each for each in page(story).rows if each.name == name)


def send(story: Story, *names: str, **more: str) -> tuple[Sent, ...]:
    return offerings.bring_up_to_date(
        by=story.person("maya"),
        offering="storages",
        services=[(REGION, name) for name in names],
        asked=Asked({}, "new rules", more.get("key", "")),
        at=timezone.now(),
    )


def test_what_is_up_to_date_is_not_listed(story: Story) -> None:
    story.done()
    assert page(story).rows == ()
    assert page(story).sentence == "Every service that it made is up to date."


def test_a_changed_offering_shows_each_service_with_its_diff(story: Story) -> None:
    story.done()
    change_offering(story)
    found = row(story)
    assert found.state == "ready"
    changed = [each.text.strip() for file in found.files for each in file.rows if each.sign == "+"]
    assert NEW in changed
    assert "1 service of earlier revisions, 1 in dev" in page(story).sentence
    assert found.commit in story.host.commits


def test_what_people_wrote_stays(story: Story) -> None:
    story.done()
    edit(story, "docs", "metadata:\n", "metadata:  # ours\n")
    change_offering(story)
    send(story, "docs-dev")
    story.run()
    story.approve(2)
    story.run()
    text = story.host.text(GITOPS, FILE.format("docs"))
    assert NEW in text
    assert "# ours" in text
    assert page(story).rows == ()


def test_what_both_changed_is_a_conflict_and_not_asked_for(story: Story) -> None:
    story.done()
    edit(story, "docs", OLD, "objectOwnership: ObjectWriter")
    change_offering(story)
    found = row(story)
    assert found.state == "conflict"
    (conflict,) = found.conflicts
    assert conflict.field.endswith("objectOwnership")
    sides = (conflict.before, conflict.file, conflict.now)
    assert sides == ("BucketOwnerEnforced", "ObjectWriter", "BucketOwnerPreferred")
    (sent,) = send(story, "docs-dev")
    assert (sent.number, "by hand" in sent.reason) == (None, True)


def test_an_update_is_reviewed_and_merged_like_any_other_request(story: Story) -> None:
    story.done()
    change_offering(story)
    (sent,) = send(story, "docs-dev")
    assert sent.number == 2
    story.run()
    shown = story.page(2)
    assert (shown.action, shown.row.state) == ("rerender", "in review")
    assert "resubmit" not in shown.may
    assert row(story).state == "asked"


def test_all_are_asked_for_at_once_and_one_that_cannot_keeps_no_other_back(story: Story) -> None:
    story.done("docs")
    story.done("plans")
    edit(story, "docs", OLD, "objectOwnership: ObjectWriter")
    change_offering(story)
    sent = {each.name: each.number for each in send(story)}
    assert sent == {"docs-dev": None, "plans-dev": 3}


def test_the_same_submission_asks_once(story: Story) -> None:
    story.done()
    change_offering(story)
    assert send(story, "docs-dev", key="one") == send(story, "docs-dev", key="one")
    (other,) = send(story, "docs-dev", key="two")
    assert "still open" in other.reason


def test_an_update_that_resizes_waits_until_aws_was_seen_at_it(story: Story) -> None:
    """Ready and Synced look the same before the resize and after it."""
    story.done()
    change_offering(story)
    (sent,) = send(story, "docs-dev")
    row, resized = story.row(sent.number or 0), [{"path": ["spec", "forProvider", "cacheNodeType"]}]
    assert not _resizes(row)
    row.verdict = {"impacts": resized}
    assert _resizes(row)


def test_a_service_that_is_not_behind_is_refused_by_name(story: Story) -> None:
    story.done()
    change_offering(story)
    with pytest.raises(Refused, match="behind") as refused:
        send(story, "docs-dev", "nothing-dev")
    assert [each.field for each in refused.value.problems] == ["nothing-dev"]


def test_a_revision_that_no_commit_has_is_said(story: Story) -> None:
    story.done()
    change_offering(story)
    revision = row(story).revision
    edit(story, "docs", revision, "0123456789ab")
    found = row(story)
    assert found.state == "refused"
    assert "0123456789ab" in found.said
    assert OfferingVersion.objects.filter(revision="0123456789ab", commit="").exists()


def test_an_older_revision_is_found_however_many_came_since(story: Story) -> None:
    story.done()
    for number in range(3):
        change_offering(story, "kind: Composition\n", f"kind: Composition\n# {number}\n")
    change_offering(story)
    assert row(story).state == "ready"

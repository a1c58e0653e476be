"""The catalog follows the control repository: what is merged, what is broken, what is proposed."""

import pytest
from django.utils import timezone

from clark.errors import NotFound, Refused, TryLater
from clark.flow import offerings, request
from clark.flow.cards import CatalogPage
from clark.flow.copies import refresh
from clark.flow.offerings.reconcile import follow
from clark.flow.request import Asked
from clark.store.models import HistoryMark, OfferingVersion, ProposedBranch
from tests.flow.outside import LINK
from tests.flow.story import CONTROL, Story

DEFINITION = "offerings/storages/definition.yaml"
COMPOSITION = "offerings/storages/composition.yaml"
BROKEN = {COMPOSITION: "kind: Composition\n"}


def catalog(story: Story) -> CatalogPage:
    return request.catalog(by=story.person("maya"))


def kept(story: Story) -> dict[str, str]:
    return {each.name: each.kept for each in catalog(story).offerings if each.kept}


def main(story: Story) -> str:
    return story.host.branches[CONTROL, "main"]


def titled(story: Story, title: str) -> dict[str, object]:
    text = story.host.text(CONTROL, DEFINITION)
    return {DEFINITION: text.replace("title: Storage bucket", f"title: {title}", 1)}


def push(story: Story, files: dict[str, object], branch: str = "main") -> str:
    if branch == "main":
        commit = story.host.push(CONTROL, branch, files)
    else:
        onto = None if (CONTROL, branch) in story.host.branches else main(story)
        commit = story.host.push(CONTROL, branch, files, onto=onto)
    story.look()
    return commit


def title_of(story: Story) -> str:
    return next(each.title for each in catalog(story).offerings if each.name == "storages")


def test_a_merged_offering_can_be_ordered_after_one_look(story: Story) -> None:
    new = {
        path.replace("storages", "folders"): story.host.text(CONTROL, path)
        .replace("storages", "folders")
        .replace("Storage", "Folder")
        for path in (DEFINITION, COMPOSITION)
    }
    push(story, new)
    assert "folders" in {each.name for each in catalog(story).offerings}
    assert story.order("plans", offering="folders") == 1


def test_a_broken_offering_is_named_and_the_last_good_one_stays_in_force(story: Story) -> None:
    good = push(story, titled(story, "Files"))
    push(story, {"README.md": "beside it"})
    push(story, BROKEN)
    page = catalog(story)
    assert title_of(story) == "Files"
    assert {(each.path, each.kept) for each in page.broken} == {(COMPOSITION, good)}
    assert page.broken[0].line == 1
    assert kept(story) == {"storages": good}
    assert story.order("plans") == 1


def test_a_mended_offering_is_in_force_again_by_itself(story: Story) -> None:
    text = story.host.text(CONTROL, COMPOSITION)
    push(story, BROKEN)
    push(story, {COMPOSITION: text} | titled(story, "Files"))
    assert (catalog(story).broken, kept(story), title_of(story)) == ((), {}, "Files")


def test_a_good_version_that_nobody_looked_at_is_found_in_the_history(story: Story) -> None:
    """Two merges between two looks: the first was in force, if only for a moment."""
    first = story.host.push(CONTROL, "main", titled(story, "Files"))
    push(story, BROKEN)
    assert (kept(story), title_of(story)) == ({"storages": first}, "Files")


def test_between_two_looks_the_version_of_the_earlier_look_stays(story: Story) -> None:
    title = title_of(story)
    story.host.push(CONTROL, "main", BROKEN)
    refresh(story.customer, CONTROL, story.host, timezone.now())
    assert title_of(story) == title


def test_what_was_good_on_a_branch_only_never_comes_into_force(story: Story) -> None:
    """Main went from good to broken in one merge; what the branch held in between was no offer."""
    before, title = main(story), title_of(story)
    onto = story.host.push(CONTROL, "draft", titled(story, "Never merged"), onto=before)
    story.host.push(CONTROL, "draft", BROKEN, onto=onto)
    tree = story.host.commits[story.host.branches[CONTROL, "draft"]].tree
    merge = story.host._commit(dict(tree), (before, onto), "gina@techcorp.example", "merge")
    story.host.branches[CONTROL, "main"] = merge
    story.look()
    assert (title_of(story), kept(story)) == (title, {"storages": before})


def test_an_offering_that_never_was_good_is_shown_as_broken_and_not_offered(story: Story) -> None:
    push(story, {"offerings/folders/definition.yaml": "kind: Folder\n"})
    page = catalog(story)
    assert "folders" not in {each.name for each in page.offerings}
    assert {each.kept for each in page.broken} == {""}
    with pytest.raises(NotFound, match="cannot be ordered"):
        story.order("plans", offering="folders")


def test_an_offering_whose_files_are_deleted_is_gone(story: Story) -> None:
    push(story, {DEFINITION: None, COMPOSITION: None})
    assert "storages" not in {each.name for each in catalog(story).offerings}
    assert catalog(story).broken == ()


def test_the_rows_can_be_dropped_and_are_found_again(story: Story) -> None:
    story.done("docs")
    story.done("plans")
    push(story, titled(story, "Files"))
    _bring_up_to_date(story, "docs-dev")  # two revisions are used, then one
    _bring_up_to_date(story, "plans-dev")
    push(story, {"README.md": "nothing of an offering"}, branch="notes")
    push(story, BROKEN)
    push(story, titled(story, "More files"), branch="later")
    models = (HistoryMark, OfferingVersion, ProposedBranch)
    names = [[each.name for each in model._meta.fields if each.name != "id"] for model in models]

    def rows() -> list[list[tuple[object, ...]]]:
        pairs = zip(models, names, strict=True)
        return [sorted(model.objects.values_list(*fields), key=str) for model, fields in pairs]

    before = rows()
    assert all(before)
    for model in models:
        model.objects.all().delete()
    follow(story.customer, story.host)
    assert rows() == before


def _bring_up_to_date(story: Story, name: str) -> None:
    (sent,) = offerings.bring_up_to_date(
        by=story.person("maya"),
        offering="storages",
        services=[("us-east-1", name)],
        asked=Asked({}),
        at=timezone.now(),
    )
    assert sent.number, sent.reason
    story.run()
    story.approve(sent.number)
    story.run()


def test_a_host_that_fails_meanwhile_is_asked_again(story: Story) -> None:
    good = main(story)
    story.host.push(CONTROL, "main", BROKEN)
    story.host.refuses["history"] = TryLater("The Git host does not answer.")
    with pytest.raises(TryLater):
        story.look()
    story.look()
    assert kept(story) == {"storages": good}


def test_while_nothing_moves_only_the_branches_are_asked_for(story: Story) -> None:
    story.host.calls.clear()
    assert follow(story.customer, story.host) is False
    assert story.host.calls == ["heads"]


def test_a_branch_shows_what_its_offerings_would_be(story: Story) -> None:
    text = story.host.text(CONTROL, COMPOSITION)
    push(story, {COMPOSITION: text.replace("BucketOwnerEnforced", "BucketOwnerPreferred")}, "acl")
    (row,) = offerings.proposals(by=story.person("maya")).rows
    assert (row.branch, row.offerings, row.broken) == ("acl", ("storages",), 0)
    (card,) = offerings.proposal(by=story.person("maya"), branch="acl").offerings
    assert (card.change, card.same) == ("changed", False)
    made = [(each.sign, each.text.strip()) for each in card.made[0].rows if each.sign != " "]
    assert ("-", "objectOwnership: BucketOwnerEnforced") in made
    assert ("+", "objectOwnership: BucketOwnerPreferred") in made
    assert [each.path for each in card.source if each.rows] == [COMPOSITION]
    answers = {each.field.name: each.value for part in card.sections for each in part.fields}
    assert answers["region"]


def test_a_branch_that_breaks_an_offering_says_where(story: Story) -> None:
    push(story, BROKEN, "oops")
    (card,) = offerings.proposal(by=story.person("maya"), branch="oops").offerings
    assert card.change == "broken"
    assert [(each.path, each.line) for each in card.broken] == [(COMPOSITION, 1)]
    assert catalog(story).broken == ()


def test_a_branch_that_falls_behind_proposes_only_its_own(story: Story) -> None:
    text = story.host.text(CONTROL, "offerings/caches/definition.yaml")
    push(story, {"offerings/caches/definition.yaml": f"{text}# note\n"}, "caches")
    push(story, titled(story, "Files"))
    (card,) = offerings.proposal(by=story.person("maya"), branch="caches").offerings
    assert (card.name, card.same) == ("caches", True)


def test_a_merged_or_deleted_branch_is_no_proposal_any_more(story: Story) -> None:
    push(story, titled(story, "Files"), "files")
    push(story, titled(story, "Folders"), "folders")
    story.host.branches[CONTROL, "main"] = story.host.branches[CONTROL, "files"]
    del story.host.branches[CONTROL, "folders"]
    story.look()
    assert offerings.proposals(by=story.person("maya")).rows == ()


def test_a_branch_that_is_no_text_says_so(story: Story) -> None:
    push(story, {DEFINITION: b"\xff"}, "bytes")
    (card,) = offerings.proposal(by=story.person("maya"), branch="bytes").offerings
    assert ["UTF-8" in each.reason for each in card.broken] == [True]


def test_a_branch_that_cannot_be_compared_says_why(story: Story) -> None:
    story.host.refuses["compared"] = Refused("This holds what Clark does not follow.")
    push(story, {DEFINITION: LINK}, "linked")
    (row,) = offerings.proposals(by=story.person("maya")).rows
    assert "does not follow" in row.trouble


def test_an_unknown_branch_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound, match="no branch"):
        offerings.proposal(by=story.person("maya"), branch="nowhere")

"""What hides from a look at commits: emptied files, odd merges, forgotten history, the rules."""

from datetime import datetime

import pytest
from django.utils import timezone

from clark.customers import repositories
from clark.errors import NotFound
from clark.flow import pushes
from clark.flow.copies import refresh
from clark.ports.githost import HISTORY
from clark.store.models import Customer, Followed
from tests.flow.leaver import INFRA
from tests.flow.story import CONTROL, GITOPS, Story
from tests.flow.test_pulls_by_people import LIMITS, card, checks, confirm, offer
from tests.flow.test_pulls_by_people import look as look_at_pulls
from tests.flow.test_pushes import flagged, many, push
from tests.flow.test_pushes_judged_apart import GINA, OTTO, meant

LARGER = LIMITS.replace("services: 1", "services: 5000")


@pytest.fixture(autouse=True)
def followed(story: Story) -> None:
    story.look()


def emptied(files: dict[str, object]) -> dict[str, object]:
    return {p: "# nothing\n" if p.endswith("service.yaml") else t for p, t in files.items()}


def test_emptying_files_is_a_removal(story: Story) -> None:
    push(story, emptied(many(story, 6)))
    assert [len(each.removed) for each in flagged(story) if each.stops] == [6]


def test_emptying_files_in_a_pull_request_waits_for_an_owner(story: Story) -> None:
    files = many(story, 6)
    number = offer(story, GITOPS, emptied(files))
    look_at_pulls(story)
    assert checks(story, GITOPS, number)["clark/owners"] == "failure"


def test_files_that_cannot_be_read_are_no_removal(story: Story) -> None:
    push(story, dict.fromkeys(many(story, 6), "kind: ["))
    assert flagged(story)
    assert not any(each.stops for each in flagged(story))


def test_a_merge_the_other_way_round_hides_no_removal(story: Story) -> None:
    many(story, 6)
    host, main = story.host, story.host.head(GITOPS, "main")
    root = host._commit({}, (), GINA, "root")
    host.branches[GITOPS, "main"] = host._commit({}, (root, main), GINA, "the other way")
    story.look()
    (found,) = [each for each in flagged(story) if each.stops]
    assert found.author_name == ""


def test_who_merges_main_into_their_own_does_not_answer_for_main(story: Story) -> None:
    files = many(story, 6)
    host, base = story.host, story.host.head(GITOPS, "main")
    meant(story, push(story, dict.fromkeys(files), GINA))
    main = host.head(GITOPS, "main")
    local = host.push(GITOPS, "otto", {"README.md": "x\n"}, OTTO, onto=base)
    readme = host.commits[local].tree["README.md"]
    tree = {**host.commits[main].tree, "README.md": readme}
    host.branches[GITOPS, "main"] = host._commit(tree, (local, main), OTTO, "pull")
    story.look()
    assert flagged(story) == []


def forgotten(story: Story) -> None:
    """Main is another one by force, and the host has dropped what it was."""
    host, before = story.host, story.host.head(GITOPS, "main")
    real = host.tree

    def tree(repository: str, commit: str) -> object:
        if commit == before:
            raise NotFound("gone")
        return real(repository, commit)

    host.tree = tree  # type: ignore[method-assign,assignment]
    fresh = host._commit({"README.md": host._store("x")}, (), GINA, "fresh")
    host.branches[GITOPS, "main"] = fresh
    story.look()


def test_history_that_the_host_forgot_is_compared_with_what_clark_had_copied(story: Story) -> None:
    many(story, 6)
    forgotten(story)
    (found,) = flagged(story)
    assert (found.rewritten, found.stops) == (True, True)
    assert len(found.removed) == found.services > 6


def test_where_nobody_knows_what_there_was_merges_wait(story: Story) -> None:
    Followed.objects.update(services=None)
    forgotten(story)
    assert "nobody knows any more" in pushes.stop_of(story.customer.pk)
    story.host.push(GITOPS, "main", {"README.md": "y"})
    refresh(story.customer, GITOPS, story.host, timezone.now())
    pushes.look(story.customer, GITOPS, story.host, timezone.now())
    (found,) = flagged(story)
    assert found.stops
    meant(story, found.commit)
    assert pushes.stop_of(story.customer.pk) == ""


def test_nobody_answers_for_commits_that_the_host_does_not_name(story: Story) -> None:
    text = story.host.text(GITOPS, "regions/us-east-1/prod/orders-db-prod/service.yaml")
    opened = text.replace("Accessible: false", "Accessible: true")
    path = "regions/us-east-1/prod/orders-db-prod/service.yaml"
    story.host.push(GITOPS, "main", {path: opened}, GINA)
    for at in range(HISTORY + 5):
        story.host.push(GITOPS, "main", {"README.md": f"{at}\n"}, OTTO)
    story.look()
    (found,) = flagged(story)
    assert (found.author_name, found.title) == ("", "More commits than the host names")


def test_rules_that_are_pushed_wait_for_the_word_of_an_owner(story: Story) -> None:
    commit = story.host.push(CONTROL, "main", {"limits.yaml": LARGER}, OTTO)
    story.look()
    (found,) = flagged(story)
    assert "no owner has said that it was meant" in found.findings[0]["reason"]
    story.host.push(CONTROL, "main", {"README.md": "x\n"})
    story.look()
    assert [each.commit for each in flagged(story)] == [commit]
    meant(story, commit)
    story.look()
    assert flagged(story) == []


def test_a_second_hand_on_the_rules_is_flagged_beside_the_first(story: Story) -> None:
    for text, author in ((LIMITS, GINA), (LARGER, OTTO)):
        story.host.push(CONTROL, "main", {"limits.yaml": text}, author)
        story.look()
    assert [each.author_email for each in flagged(story)] == [GINA, OTTO]


@pytest.mark.parametrize("answered", [False, True])
def test_a_pull_request_on_the_rules_merged_past_the_owners(story: Story, answered: bool) -> None:
    number = offer(story, CONTROL, {"limits.yaml": LARGER})
    look_at_pulls(story)
    if answered:
        confirm(story, card(story))
        look_at_pulls(story)
    story.host.merge_by_hand(CONTROL, number)
    look_at_pulls(story)
    assert bool(flagged(story)) is not answered


def test_what_runs_in_any_repository_is_for_owners(story: Story) -> None:
    Customer.objects.filter(pk=story.customer.pk).update(infra=INFRA)
    story.customer.refresh_from_db()
    story.host.push(INFRA, "main", {"README.md": "x\n"})

    def look(at: datetime) -> None:
        refresh(story.customer, INFRA, story.host, at)
        pushes.look(story.customer, INFRA, story.host, at)

    look(timezone.now())
    story.host.push(INFRA, "main", {".github/workflows/x.yml": "on: push\n", "main.tf": "#\n"})
    look(timezone.now())
    push(story, {"CODEOWNERS": "* @otto\n"})
    assert {each.repository for each in flagged(story)} == {INFRA, GITOPS}
    story.host.push(INFRA, "main", {".github/workflows/x.yml": None})
    look(timezone.now())
    assert [each.repository for each in flagged(story)] == [GITOPS]
    page = repositories.repositories(by=story.person("ana"))
    assert "what runs there" in page.pushes[0].flaws[0].reason

"""Pull requests that people open themselves get the same review, as checks on their head."""

from collections.abc import Mapping

import pytest
from django.utils import timezone

from clark.customers import repositories
from clark.customers.repositories import Pull, PullCard
from clark.errors import NotFound, Refused
from clark.store.models import AuditRow, Customer, Followed, Push
from tests.flow.leaver import INFRA
from tests.flow.story import CONTROL, GITOPS, Story
from tests.flow.test_pushes import ORDERS, many

LIMITS = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Limits
spec:
  limits:
    - {name: few, match: {kind: RDSInstance}, most: {services: 1}}
"""
WHY = "We leave these behind."


def offer(story: Story, repository: str, files: Mapping[str, object], branch: str = "work") -> int:
    story.host.push(repository, branch, files, onto=story.host.head(repository, "main"))
    return story.host.offer(repository, branch, "A change")


def look(story: Story) -> None:
    story.look()
    Followed.objects.update(pulls_at=None)
    for repository in (GITOPS, CONTROL):
        repositories.review(story.customer, repository, story.host, timezone.now())


def checks(story: Story, repository: str, number: int) -> dict[str, str]:
    pull = story.host.pulls[repository, number]
    return {each.name: each.conclusion for each in pull.checks[pull.head]}


def said(story: Story, repository: str, number: int) -> str:
    return story.host.pulls[repository, number].comments["clark-review"]


def card(story: Story, who: str = "ana") -> PullCard:
    (found,) = repositories.repositories(by=story.person(who)).pulls
    return found


def confirm(story: Story, shown: PullCard, who: str = "ana") -> None:
    repositories.confirm_pull(
        by=story.person(who),
        pull=Pull("control" if shown.repository == CONTROL else "gitops", shown.number, shown.head),
        why=WHY,
        at=timezone.now(),
    )


def opened(story: Story) -> str:
    text = story.host.text(GITOPS, ORDERS)
    return text.replace("publiclyAccessible: false", "publiclyAccessible: true")


def test_a_change_that_breaks_a_policy_fails_the_check_with_the_reason(story: Story) -> None:
    number = offer(story, GITOPS, {ORDERS: opened(story)})
    look(story)
    assert checks(story, GITOPS, number)["clark/policies"] == "failure"
    assert "internet" in said(story, GITOPS, number)
    shown = card(story)
    assert (shown.verdict, shown.author, shown.flaws[0].file) == ("fix", "Gina", ORDERS)


def test_a_change_that_holds_passes_with_impact_and_cost(story: Story) -> None:
    text = story.host.text(GITOPS, ORDERS)
    larger = text.replace("db.t3.medium", "db.t3.large")
    assert larger != text
    number = offer(story, GITOPS, {ORDERS: larger, "README.md": "# Read me\n"})
    look(story)
    assert checks(story, GITOPS, number) == {
        "clark/policies": "success",
        "clark/impact": "neutral",
        "clark/cost": "neutral",
        "clark/owners": "success",
        "clark/approval": "success",
    }
    assert "Clark does not judge README.md." in said(story, GITOPS, number)
    assert card(story).verdict == "passes"
    story.host.merge_by_hand(GITOPS, number)
    look(story)
    assert not Push.objects.exists()
    assert repositories.repositories(by=story.person("maya")).pulls == ()


def test_a_head_is_judged_once_and_again_when_it_or_main_moves(story: Story) -> None:
    number = offer(story, GITOPS, {ORDERS: opened(story)})
    look(story)
    story.host.calls.clear()
    look(story)
    assert "report" not in story.host.calls
    story.host.push(GITOPS, "work", {ORDERS: story.host.text(GITOPS, ORDERS)})
    look(story)
    assert checks(story, GITOPS, number)["clark/policies"] == "success"
    story.host.calls.clear()
    story.host.push(CONTROL, "main", {"README.md": "# Read me\n"})
    look(story)
    assert "report" in story.host.calls


def test_clarks_own_pull_requests_are_left_to_their_requests(story: Story) -> None:
    story.in_review("docs")
    look(story)
    assert repositories.repositories(by=story.person("maya")).pulls == ()


def test_a_file_that_cannot_be_read_is_named_by_line(story: Story) -> None:
    number = offer(story, GITOPS, {ORDERS: "kind: RDSInstance\n  a: [\n"})
    look(story)
    assert checks(story, GITOPS, number)["clark/policies"] == "failure"
    assert f"`{ORDERS}:2` cannot be read" in said(story, GITOPS, number)


def test_removing_too_many_services_waits_for_an_owner(story: Story) -> None:
    look(story)
    files = many(story, 6)
    number = offer(story, GITOPS, dict.fromkeys(files))
    look(story)
    assert checks(story, GITOPS, number)["clark/owners"] == "failure"
    shown = card(story)
    assert shown.asks[0].startswith("It removes 6 of ")
    assert card(story, "maya").why_not == "Owners say what was meant. Ask one of them."
    with pytest.raises(Refused, match="Owners say"):
        confirm(story, shown, "ravi")
    confirm(story, shown)
    look(story)
    assert checks(story, GITOPS, number)["clark/owners"] == "success"
    assert WHY in said(story, GITOPS, number)
    assert AuditRow.objects.filter(act="pull request said to be meant", why=WHY).exists()


def test_an_owners_answer_holds_for_the_head_they_read(story: Story) -> None:
    number = offer(story, GITOPS, {".github/workflows/x.yml": "on: push\n"})
    look(story)
    read = card(story)
    story.host.push(GITOPS, "work", {".github/workflows/x.yml": "on: [push, schedule]\n"})
    look(story)
    with pytest.raises(Refused, match="It moved"):
        confirm(story, read)
    confirm(story, card(story))
    story.host.push(GITOPS, "work", {".github/workflows/y.yml": "on: push\n"})
    look(story)
    assert checks(story, GITOPS, number)["clark/owners"] == "failure"


def test_an_owner_who_wrote_a_commit_does_not_answer_for_it(story: Story) -> None:
    ana = story.person("ana")
    base = story.host.head(CONTROL, "main")
    story.host.push(CONTROL, "work", {"limits.yaml": LIMITS}, ana.email, onto=base)
    story.host.offer(CONTROL, "work")
    look(story)
    with pytest.raises(Refused, match="You wrote a commit"):
        confirm(story, card(story))


def test_rules_that_could_not_be_read_fail_by_file_and_line(story: Story) -> None:
    number = offer(story, CONTROL, {"limits.yaml": LIMITS.replace("most", "mots")})
    look(story)
    assert checks(story, CONTROL, number)["clark/policies"] == "failure"
    assert "limits.yaml:5" in said(story, CONTROL, number)
    assert not Push.objects.exists()


def test_a_policy_with_an_unknown_function_is_refused_by_name(story: Story) -> None:
    path = "policies/database.yaml"
    tree = story.host.tree(CONTROL, story.host.head(CONTROL, "main"))
    path = next(each for each in tree if each.startswith("policies/"))
    text = story.host.text(CONTROL, path)
    at = text.index("expression: ")
    broken = text[:at] + "expression: conjure(object.spec) #" + text[at + 12 :]
    number = offer(story, CONTROL, {path: broken})
    look(story)
    assert checks(story, CONTROL, number)["clark/policies"] == "failure"
    assert "conjure" in said(story, CONTROL, number)


def test_what_rules_would_mean_is_said_and_owners_are_asked(story: Story) -> None:
    number = offer(story, CONTROL, {"limits.yaml": LIMITS.replace("services: 1", "services: 0")})
    look(story)
    assert checks(story, CONTROL, number)["clark/policies"] == "success"
    assert checks(story, CONTROL, number)["clark/owners"] == "failure"
    assert "The limit few would be exceeded at once" in said(story, CONTROL, number)
    assert "It changes limits.yaml" in said(story, CONTROL, number)


def test_a_removed_policy_says_what_it_said_of_running_services(story: Story) -> None:
    tree = story.host.tree(CONTROL, story.host.head(CONTROL, "main"))
    path = next(each for each in tree if each.startswith("policies/"))
    number = offer(story, CONTROL, {path: None})
    look(story)
    assert "(removed): it would" in said(story, CONTROL, number)


def test_a_link_is_a_failing_check_with_the_reason(story: Story) -> None:
    number = offer(story, GITOPS, {ORDERS: opened(story)})
    reason = Refused("This pull request holds what Clark does not follow.")
    story.host.refuses["changed"] = reason
    look(story)
    assert checks(story, GITOPS, number)["clark/policies"] == "failure"
    assert card(story).trouble.startswith("This pull request holds")


def test_infrastructure_names_its_stacks_and_how_to_preview_them(story: Story) -> None:
    Customer.objects.filter(pk=story.customer.pk).update(infra=INFRA)
    story.customer.refresh_from_db()
    stack = "live/dev/us-east-1/network"
    story.host.push(INFRA, "main", {f"{stack}/main.tf": "# one\n"})
    from clark.flow.copies import refresh

    refresh(story.customer, INFRA, story.host, timezone.now())
    number = offer(story, INFRA, {f"{stack}/main.tf": "# two\n", "README.md": "x\n"})
    repositories.review(story.customer, INFRA, story.host, timezone.now())
    assert checks(story, INFRA, number)["clark/infrastructure"] == "neutral"
    head = story.host.pulls[INFRA, number].head
    how = f"clark infra plan dev/us-east-1/network --commit {head}"
    assert how in said(story, INFRA, number)


def test_another_customer_answers_for_nothing_here(story: Story) -> None:
    offer(story, GITOPS, {".github/workflows/x.yml": "on: push\n"})
    look(story)
    shown = card(story)
    stranger = story.person("ana")
    from dataclasses import replace

    stranger = replace(stranger, customer_id=story.customer.pk + 1000)
    with pytest.raises(NotFound):
        repositories.confirm_pull(
            by=stranger,
            pull=Pull("gitops", shown.number, shown.head),
            why=WHY,
            at=timezone.now(),
        )

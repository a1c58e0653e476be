"""Policies in words: what each would say today, and what a branch would make of it."""

import itertools
import json
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import NotFound
from clark.flow import offerings, people, policies
from clark.flow.control import in_force
from clark.flow.policies import queries, rules
from clark.flow.policies.cards import PolicyPage, PolicyRow
from clark.policy import PolicySet
from clark.store.models import Person
from tests.flow.story import CONTROL, GITOPS, Story

POLICY = "policies/bucket-encrypted.yaml"
BRANCH = "feature/rules"
NEW = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-docs
spec:
  matchConstraints:
    resourceRules:
      - apiGroups: [s3.aws.crossplane.io]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE]
        resources: [buckets]
  validations:
    - expression: "!object.metadata.name.startsWith('docs')"
      message: Documents are kept elsewhere.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-docs
spec:
  policyName: no-docs
  validationActions: [Deny]
"""


def page(story: Story, **asked: str) -> PolicyPage:
    return policies.policies(by=story.person("maya"), **asked)


def row(shown: PolicyPage, name: str) -> PolicyRow:
    return next(each for each in shown.rows if each.name == name)


def propose(story: Story, files: dict[str, object]) -> None:
    onto = story.host.branches[CONTROL, "main"]
    story.host.push(CONTROL, BRANCH, files, onto=onto)
    story.look()


def test_each_policy_says_what_it_is_about_and_of_how_many_it_speaks(story: Story) -> None:
    story.done("docs")
    shown = row(page(story), "bucket-encrypted")
    assert (shown.does, shown.about) == ("denies", "storage buckets")
    assert (shown.spoken, shown.asked >= 1) == (0, True)
    assert shown.says


def test_what_was_pushed_past_a_review_is_counted_and_named(story: Story) -> None:
    story.done("docs")
    path = "regions/us-east-1/dev/docs-dev/service.yaml"
    text = story.host.text(GITOPS, path).replace("blockPublicAcls: true", "blockPublicAcls: false")
    story.host.push(GITOPS, "main", {path: text})
    story.look()
    shown = page(story, does="denies")
    found = row(shown, "bucket-private")
    assert [(each.region, each.name) for each in found.examples] == [("us-east-1", "docs-dev")]
    assert (found.spoken, shown.denied >= 1) == (1, True)


def test_a_branch_is_told_by_what_it_would_deny_before_it_is_merged(story: Story) -> None:
    story.done("docs")
    story.done("more")
    propose(story, {"policies/no-docs.yaml": NEW})
    assert page(story).branches == (BRANCH,)
    shown = page(story, at=BRANCH)
    first = shown.rows[0]
    assert (first.name, first.change, first.spoken, first.asked) == ("no-docs", "new", 1, 2)
    assert first.examples[0].reason == "Documents are kept elsewhere."
    assert shown.denied == page(story).denied + 1
    assert "no-docs" not in [each.name for each in page(story).rows]


def test_a_policy_that_a_branch_changes_or_removes_is_marked(story: Story) -> None:
    text = story.host.text(CONTROL, POLICY)
    propose(story, {POLICY: text.replace("Nothing says", "Nothing tells")})
    changed = [each.name for each in page(story, at=BRANCH).rows if each.change == "changed"]
    assert changed == ["bucket-encrypted"]
    propose(story, {POLICY: None})
    assert row(page(story, at=BRANCH), "bucket-encrypted").change == "removed"


def test_a_branch_is_asked_anew_when_main_s_policies_move(story: Story) -> None:
    story.done("docs")
    propose(story, {"policies/other.yaml": NEW.replace("no-docs", "other")})
    assert page(story, at=BRANCH).rows[0].name == "other"
    story.host.push(CONTROL, "main", {"policies/no-docs.yaml": NEW})
    story.look()
    shown = page(story, at=BRANCH)
    assert {"no-docs", "other"} <= {each.name for each in shown.rows}
    assert row(shown, "no-docs").spoken == 1


def test_policies_that_take_too_long_are_asked_about_a_part_and_that_is_said(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.done("docs")
    monkeypatch.setattr(queries, "LONGEST", -1.0)
    propose(story, {"policies/no-docs.yaml": NEW})
    shown = page(story, at=BRANCH)
    assert (shown.services, shown.in_all > 0) == (0, True)


def told(story: Story, then: PolicySet, head: str = "1f2e") -> list[str]:
    control = in_force(story.customer)
    return list(policies.what_changes(story.customer, control, then, (BRANCH, head)))


def with_no_docs(story: Story) -> PolicySet:
    control = in_force(story.customer)
    return PolicySet((*control.policies.policies, *PolicySet.load({"new.yaml": NEW}).policies))


def test_what_a_branch_would_deny_is_said_in_a_sentence(story: Story) -> None:
    story.done("docs")
    new, together = told(story, with_no_docs(story))
    services = page(story).services
    assert new == (
        f"Policy no-docs (new): it would deny 1 of {services} services as they run, 0 now."
    )
    assert together.startswith("All policies together would deny ")


def test_both_sides_are_told_of_the_same_services_where_time_is_up(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.done("docs")
    services = page(story).services
    ticking = SimpleNamespace(monotonic=itertools.count().__next__)
    monkeypatch.setattr(queries, "time", ticking)
    monkeypatch.setattr(queries, "LONGEST", 1.5)  # one file is heard
    new, together = told(story, with_no_docs(story))
    assert f"of the first 1 of {services} services" in new
    assert f"of the first 1 of {services} services" in together
    monkeypatch.setattr(queries, "LONGEST", -1.0)
    (line,) = told(story, with_no_docs(story))
    assert f"{services} services" in line
    assert "not heard in time" in line


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that policies are evaluated for, once they are."""
    texts: list[str] = []
    hear = rules._hear

    def noted(policies: PolicySet, text: str) -> rules.Heard:
        texts.append(text)
        return hear(policies, text)

    monkeypatch.setattr(rules, "_hear", noted)
    return texts


def test_a_second_look_at_a_branch_evaluates_nothing(story: Story, heard: list[str]) -> None:
    story.done("docs")
    first = told(story, with_no_docs(story))
    assert heard
    heard.clear()
    assert told(story, with_no_docs(story)) == first
    assert heard == []


def test_who_looks_at_one_branch_takes_nothing_from_who_looks_at_another(
    story: Story, heard: list[str]
) -> None:
    story.done("docs")
    propose(story, {"policies/no-docs.yaml": NEW})
    onto = story.host.branches[CONTROL, "main"]
    other = {"policies/other.yaml": NEW.replace("no-docs", "other")}
    story.host.push(CONTROL, "feature/other", other, onto=onto)
    story.look()
    for branch in (BRANCH, "feature/other"):
        page(story, at=branch)
    heard.clear()
    for branch in (BRANCH, "feature/other", BRANCH):
        page(story, at=branch)
    assert heard == []


def test_a_branch_that_changes_what_is_audited_alone_changes_the_policy() -> None:
    audited = "  auditAnnotations:\n    - key: k\n      valueExpression: {}\n  validations:"
    before, after = (
        PolicySet.load({"a.yaml": NEW.replace("  validations:", audited.format(said))})
        for said in ("\"'x'\"", "string(object.spec.nothing)")
    )
    assert (before.broken, after.broken) == ((), ())
    assert rules.differing(before, after) == {"no-docs"}
    assert rules.differing(before, before) == frozenset()


def test_a_branch_that_breaks_a_policy_is_told_by_line(story: Story) -> None:
    propose(story, {"policies/no-docs.yaml": NEW.replace("startsWith", "beginsWith")})
    (flaw,) = page(story, at=BRANCH).broken
    assert flaw.path == "policies/no-docs.yaml"
    assert page(story).broken == ()


def test_a_branch_that_is_not_there_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound, match="no branch"):
        page(story, at="feature/nothing")


def test_a_branch_of_policies_is_no_change_of_the_catalog(story: Story) -> None:
    propose(story, {"policies/no-docs.yaml": NEW})
    assert offerings.proposals(by=story.person("maya")).rows == ()


def test_the_pages_and_the_api_say_the_same(story: Story) -> None:
    story.done("docs")
    propose(story, {"policies/no-docs.yaml": NEW})
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    for query, said in (
        ({}, "bucket-encrypted"),
        ({"q": "Documents are kept"}, "No policy matches"),
        ({"q": "Documents are kept", "at": BRANCH}, "Would deny 1 of"),
        ({"at": BRANCH}, "If <span"),
        ({"does": "odd", "q": "\0"}, "bucket-encrypted"),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            answer = maya.get("/policies/", query, headers=headers)
            assert answer.status_code == 200
            assert said in answer.content.decode()
    assert maya.get("/policies/", {"at": "\0"}).status_code == 404
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    api = Client(headers={"authorization": f"Bearer {token}"})
    found = json.loads(api.get("/api/policies", {"at": BRANCH}).content)
    assert found["rows"][0]["name"] == "no-docs"

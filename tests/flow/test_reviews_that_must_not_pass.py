"""What people push to a pull request of Clark's, and must not get through a review."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import review
from clark.flow.deciding import OwnRequest
from clark.flow.events import Actor
from clark.store.models import Decision, Person
from tests.flow.story import CONTROL, GITOPS, REGION, Story

GRANT = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: docs-dev
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
- {kind: User, name: maya, apiGroup: rbac.authorization.k8s.io}
"""


def approve(story: Story, number: int, by: Actor) -> None:
    page = story.page(number)
    read = review.Read(page.head, page.diff_hash)
    review.approve(by=by, number=number, read=read, at=timezone.now())


def pushed(story: Story, number: int, files: dict[str, str | None]) -> list[str]:
    """What Clark denies once somebody has pushed these to the request's branch, which is then not
    to be approved either."""
    story.host.push(GITOPS, story.row(number).branch, files, "mallory@techcorp.example")
    story.run()
    with pytest.raises(Refused):
        story.approve(number)
    assert story.state(number) == "in review"
    found = story.page(number).verdict.findings
    return [each.finding.reason for each in found if each.finding.level == "deny"]


def service_text(story: Story, number: int) -> str:
    row = story.row(number)
    return story.host.text(GITOPS, row.service_file, row.branch)


def test_nobody_approves_what_they_asked_for_not_even_once_they_may_review(
    story: Story,
) -> None:
    number = story.in_review()
    with pytest.raises(Refused, match="Reviewers and owners decide"):
        approve(story, number, story.person("maya"))
    Person.objects.filter(username="maya").update(role="reviewer")
    with pytest.raises(OwnRequest):
        approve(story, number, story.person("maya"))
    with pytest.raises(OwnRequest):  # nor by saying that one is somebody of another role
        approve(story, number, replace(story.person("maya"), role="owner"))
    assert not Decision.objects.exists()


def test_a_commit_after_the_approval_is_never_merged_with_it(story: Story) -> None:
    number = story.in_review()
    row = story.row(number)
    story.approve(number)
    more = {row.service_file: service_text(story, number) + "# More.\n"}
    story.host.push(GITOPS, row.branch, more, "mallory@techcorp.example")
    story.run()
    assert story.state(number) == "in review"
    (decision,) = Decision.objects.all()
    assert decision.void_because
    assert row.service_file not in story.host.tree(GITOPS, story.host.head(GITOPS, "main"))


@pytest.mark.parametrize(
    "path",
    [
        "policies/database-private.yaml",
        "approvals.yaml",
        "CODEOWNERS",
        ".github/CODEOWNERS",
        ".github/workflows/check.yml",
        f"regions/{REGION}/prod/orders-db-prod/service.yaml",
        "regions/eu-west-1/dev/docs-dev/service.yaml",
    ],
)
def test_a_request_changes_its_own_service_and_nothing_else(
    story: Story,
    path: str,
) -> None:
    number = story.in_review()
    reasons = pushed(story, number, {path: "a: b\n"})
    assert any("not a file of docs-dev" in each for each in reasons)


def test_policies_are_those_of_the_base_branch(story: Story) -> None:
    """Neither a branch of the control repository nor a file in the pull request loosens one."""
    number = story.in_review()
    story.host.push(CONTROL, "loose", {"policies/bucket-private.yaml": None}, "m@techcorp.example")
    text = service_text(story, number)
    assert "blockPublicAcls: true" in text
    public = text.replace("blockPublicAcls: true", "blockPublicAcls: false")
    reasons = pushed(story, number, {story.row(number).service_file: public})
    assert any("public" in each for each in reasons)


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (lambda text: text + GRANT, "ClusterRoleBinding is not a service"),
        (lambda text: text + "---\n" + text.replace("docs-dev", "pics-dev"), "one service"),
    ],
    ids=["a grant", "a second service"],
)
def test_a_second_document_is_denied(
    story: Story,
    spoilt: Callable[[str], str],
    why: str,
) -> None:
    number = story.in_review()
    text = spoilt(service_text(story, number))
    reasons = pushed(story, number, {story.row(number).service_file: text})
    assert any(why in each for each in reasons), reasons


def test_a_login_goes_to_no_foreign_namespace(story: Story) -> None:
    number = story.order("orders", offering="databases")
    story.run()
    row = story.row(number)
    path = f"{row.directory}credentials.yaml"
    text = story.host.text(GITOPS, path, row.branch)
    head, mark, secret = text.partition("kind: ExternalSecret")
    lines = [
        "  namespace: kube-system" if line.startswith("  namespace:") else line
        for line in secret.splitlines()
    ]
    foreign = head + mark + "\n".join(lines) + "\n"
    assert foreign != text
    reasons = pushed(story, number, {path: foreign})
    assert any("namespace" in each for each in reasons), reasons


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        ("publiclyAccessible: false", "publiclyAccessible: true", "from the internet"),
        ("storageEncrypted: true", "storageEncrypted: false", "ncrypt"),
        ("skipFinalSnapshot", "masterPassword: hunter2hunter2\n    skipFinalSnapshot", "assword"),
        ("- sg-postgresql-dev-us-east-1", "- sg-0123456789abcdef0", "no security group"),
    ],
    ids=["public", "plain storage", "a password in Git", "a foreign security group"],
)
def test_an_open_database_is_denied_by_default(
    story: Story,
    line: str,
    instead: str,
    why: str,
) -> None:
    number = story.order("orders", offering="databases")
    story.run()
    text = service_text(story, number)
    assert line in text
    spoilt = text.replace(line, instead, 1)
    reasons = pushed(story, number, {story.row(number).service_file: spoilt})
    assert any(why in each for each in reasons), reasons

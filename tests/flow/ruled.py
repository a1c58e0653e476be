"""A customer with rules about approvals, and owners in a hurry."""

from django.utils import timezone

from clark.flow import review
from tests.flow.story import CONTROL, GITOPS, Story

HEAD = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Approvals
spec:
  rules:
"""
TWO = "    - {name: pairs, match: {environment: dev}, approvals: 2}\n"
OWNER = "    - {name: owners, match: {kind: Bucket}, roles: [owner]}\n"
FREE = "    - {name: free, match: {environment: dev, kind: Bucket, action: create, risk: low}, "
FREE += "automatic: true, reason: Buckets of dev hold nothing dear.}\n"
DELETIONS = "    - {name: deletions, match: {risk: data}, approvals: 2}\n"
REASON = "Customers cannot pay."


def rule(story: Story, *rules: str) -> None:
    story.host.push(CONTROL, "main", {"approvals.yaml": HEAD + "".join(rules)})
    story.look()


def override(story: Story, number: int, who: str = "ana") -> None:
    page = story.page(number, who)
    review.override(
        by=story.person(who),
        number=number,
        read=review.Read(page.head, page.diff_hash),
        comment=REASON,
        at=timezone.now(),
    )


def merged(story: Story) -> bool:
    head = story.host.head(GITOPS, "main")
    return "regions/us-east-1/dev/docs-dev/service.yaml" in story.host.tree(GITOPS, head)

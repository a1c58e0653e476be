"""A customer whose limits somebody wants raised."""

from django.utils import timezone

from clark.flow import request
from clark.flow.request import Asked
from tests.flow.story import CONTROL, Story

LIMITS = """\
# Talk with the platform team first.
apiVersion: platform.clark.dev/v1alpha1
kind: Limits
spec:
  limits:
    - name: buckets   # of each team
      match: {kind: Bucket}
      each: [team]
      most:
        services: 1   # for now
    - name: small
      match: {environment: dev}
      sizes: [db.t3.micro]
"""
RAISED = LIMITS.replace("services: 1 ", "services: 2 ")
REASON = "A second shop opens."


def allow(story: Story, text: str = LIMITS) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": text})
    story.look()


def ask(story: Story, who: str = "maya", limit: str = "buckets", **raw: str) -> int:
    return request.submit_raise(
        by=story.person(who),
        limit=limit,
        asked=Asked(raw or {"services": "2"}, REASON),
        at=timezone.now(),
    )


def in_review(story: Story, who: str = "maya", **raw: str) -> int:
    allow(story)
    number = ask(story, who, **raw)
    story.run()
    assert story.state(number) == "in review"
    return number


def push(story: Story, number: int, **files: str) -> None:
    """Somebody else pushes to the request's branch; `limits` is short for limits.yaml."""
    named = {"limits.yaml" if name == "limits" else name: text for name, text in files.items()}
    branch = story.row(number).branch
    story.host.push(CONTROL, branch, named, "jonas@techcorp.example")


def on_main(story: Story) -> str:
    return story.host.text(CONTROL, "limits.yaml")

"""Pages of a customer with a thousand services."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.flow import people, policies, provision
from clark.flow.policies import queries, rules
from clark.manifests import read
from tests.flow.story import CONTROL, GITOPS, REGION, Story

MANY = 1000


@pytest.fixture
def many(story: Story) -> Story:
    story.done()
    folder = f"regions/{REGION}/dev/docs-dev"
    files = {}
    for each in ("service.yaml", "credentials.yaml"):
        text = story.host.text(GITOPS, f"{folder}/{each}")
        for n in range(MANY):
            path = f"regions/{REGION}/dev/docs{n}-dev/{each}"
            files[path] = text.replace("docs-dev", f"docs{n}-dev")
    story.host.push(GITOPS, "main", files)
    story.look()
    return story


def test_regions_count_every_service(many: Story) -> None:
    by = many.person("maya")
    cards = {each.name: each for each in people.frame(by=by).regions}
    assert cards[REGION].services == MANY + 2
    assert people.home(by=by, now=timezone.now()).services == MANY + 2


def test_a_page_asks_little_of_the_database(many: Story) -> None:
    by = many.person("maya")
    for name, page in {
        "frame": lambda: people.frame(by=by),
        "home": lambda: people.home(by=by, now=timezone.now()),
        "services": lambda: provision.services(by=by, page=2),
        "service": lambda: provision.service(by=by, region=REGION, name="docs7-dev"),
    }.items():
        page()
        with CaptureQueriesContext(connection) as seen:
            page()
        assert len(seen) <= 15, name
        long = [each["sql"][:90] for each in seen if "text" in each["sql"]]
        assert not long, "no page reads every file again"


NEW = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-seven-hundreds
spec:
  matchConstraints:
    resourceRules:
      - apiGroups: [s3.aws.crossplane.io]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE]
        resources: [buckets]
  validations:
    - expression: "!object.metadata.name.matches('^docs70[0-9]-|^docs71[0-3]-')"
      message: These are kept elsewhere.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-seven-hundreds
spec:
  policyName: no-seven-hundreds
  validationActions: [Deny]
"""


def test_a_new_policy_says_of_how_many_services_it_would_speak(
    many: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them are asked, and each file is read once for it, however often somebody looks."""
    branch = "feature/elsewhere"
    onto = many.host.branches[CONTROL, "main"]
    many.host.push(CONTROL, branch, {"policies/elsewhere.yaml": NEW}, onto=onto)
    many.look()
    by = many.person("maya")
    monkeypatch.setattr(queries, "LONGEST", 1000.0)  # others may keep the machine busy
    policies.policies(by=by)
    read_again: list[str] = []
    monkeypatch.setattr(rules, "read", lambda text: read_again.append(text) or read(text))
    for reads in (2 * (MANY + 2), 0):
        read_again.clear()
        shown = policies.policies(by=by, at=branch)
        row = shown.rows[0]
        assert (row.name, row.change) == ("no-seven-hundreds", "new")
        assert (row.spoken, row.asked, shown.services) == (14, MANY + 1, MANY + 2)
        assert shown.services == shown.in_all
        assert len(read_again) == reads

"""When a merged request has become true in the cloud."""

import pytest

from clark.flow.provision.rules import Change, Seen, next_step
from clark.manifests import Document

READY = [
    {"type": "Ready", "status": "True", "reason": "Available"},
    {"type": "Synced", "status": "True", "reason": "ReconcileSuccess", "observedGeneration": 2},
]
AVAILABLE = {"conditions": READY, "atProvider": {"dbInstanceStatus": "available"}}
PENDING = {
    "conditions": READY,
    "atProvider": {
        "dbInstanceStatus": "available",
        "pendingModifiedValues": {"dbInstanceClass": "db.t3.large"},
    },
}
LARGE = {"forProvider": {"dbInstanceClass": "db.t3.large", "engine": "postgres"}}
MEDIUM = {"forProvider": {"dbInstanceClass": "db.t3.medium", "engine": "postgres"}}
WANTED = Document(
    0,
    {
        "apiVersion": "database.aws.crossplane.io/v1beta1",
        "kind": "RDSInstance",
        "metadata": {"name": "orders-db-prod"},
        "spec": LARGE,
    },
)
RESIZE = Change(resizes=True, seen_changing=False, quiet_seconds=0.0)


@pytest.mark.parametrize(
    ("seen", "change", "done", "why"),
    [
        (None, RESIZE, False, "the cluster has not applied the merge"),
        (Seen(MEDIUM, AVAILABLE, 2), RESIZE, False, "the cluster holds the old class"),
        (Seen(LARGE, AVAILABLE, 2), RESIZE, False, "AWS may not have begun: Ready says nothing"),
        (Seen(LARGE, PENDING, 2), RESIZE, False, "AWS is at work on it"),
        (Seen(LARGE, AVAILABLE, 3), Change(True, True, 0), False, "status is of an older spec"),
        (Seen(LARGE, AVAILABLE, 2), Change(True, True, 0), True, "seen at work, and finished"),
        (Seen(LARGE, AVAILABLE, 2), Change(True, False, 9), True, "long quiet after the call"),
        (Seen(LARGE, AVAILABLE, 2), Change(False, False, 0), True, "a creation needs no witness"),
        (Seen(LARGE, AVAILABLE, 2, paused=True), Change(True, True, 0), False, "paused"),
    ],
)
def test_next_step(seen: Seen | None, change: Change, done: bool, why: str) -> None:
    step = next_step(WANTED, seen, change)
    assert step.done is done, why
    assert step.done or step.why, "a person is told what it waits for"


def test_seeing_aws_at_work_is_remembered() -> None:
    assert next_step(WANTED, Seen(LARGE, PENDING, 2), RESIZE).changing
    assert not next_step(WANTED, Seen(LARGE, AVAILABLE, 2), RESIZE).changing

"""What the shipped policies say of a definition of something that was in AWS before it."""

import pytest
from policy_samples import GONE
from shipped_policy_rows import EXTERNAL, Row
from test_shipped_policies import objecting

from clark.policy import PolicySet

ADOPTED = 'metadata.annotations["clark.dev/adopted"]'
NAMED = {EXTERNAL: "legacy-billing", ADOPTED: "legacy-billing"}


@pytest.mark.parametrize("base", ["database", "cache", "bucket"])
def test_it_may_take_over_what_it_says_it_does(shipped: PolicySet, base: str) -> None:
    assert objecting(shipped, Row("", base, {}, {}), NAMED) == {}


def test_it_may_not_take_over_anything_else(shipped: PolicySet) -> None:
    other = {**NAMED, ADOPTED: "another"}
    found = objecting(shipped, Row("", "database", {}, {}), other)
    assert found == {"service-external-name": "deny"}


@pytest.mark.parametrize(
    ("base", "had"),
    [
        ("database", {"storageEncrypted": False}),
        ("database", {"dbInstanceClass": "db.r6g.8xlarge"}),
        ("database", {"engine": "mysql", "engineVersion": "8.0.35"}),
        ("database", {"masterUsername": "root"}),
        ("database", {"multiAZ": False}),
        ("database", {"tags": GONE}),
        ("cache", {"transitEncryptionEnabled": False, "authEnabled": False}),
        ("cache", {"numCacheClusters": 1, "automaticFailoverEnabled": False}),
        ("bucket", {"tagging": GONE}),
    ],
)
def test_what_it_was_made_with_stays_as_it_is(
    shipped: PolicySet, base: str, had: dict[str, object]
) -> None:
    assert "deny" in objecting(shipped, Row("", base, {}, {}), had).values(), "if it were new"
    assert "deny" not in objecting(shipped, Row("", base, {}, {}), NAMED | had).values()


@pytest.mark.parametrize(
    ("base", "had"),
    [
        ("database", {"publiclyAccessible": True}),
        ("database", {"backupRetentionPeriod": 0}),
        ("bucket", {"publicAccessBlockConfiguration": GONE}),
    ],
)
def test_what_can_be_mended_in_aws_is_mended_first(
    shipped: PolicySet, base: str, had: dict[str, object]
) -> None:
    assert "deny" in objecting(shipped, Row("", base, {}, {}), NAMED | had).values()


def test_once_it_is_there_a_change_is_judged_as_any_other(shipped: PolicySet) -> None:
    row = Row("", "database", {}, {}, old=NAMED)
    found = objecting(shipped, row, NAMED | {"dbInstanceClass": "db.r6g.8xlarge"})
    assert found == {"database-class": "deny"}

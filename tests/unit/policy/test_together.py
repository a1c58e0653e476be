"""Policies that are asked together say what each of them says for itself."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import GONE, change, sample

from clark.policy import PolicySet
from clark.policy.judgement import Admission, objections
from clark.policy.together import _COUNTED, Asked

FIELDS: dict[str, tuple[Any, ...]] = {
    "backupRetentionPeriod": (7, 0, GONE),
    "dbInstanceClass": ("db.t3.medium", "db.x1.32xlarge", 3),
    "deletionProtection": (True, False, "yes"),
    "storageEncrypted": (True, False),
    "engineVersion": ("14.9", "9.6", 14),
    "masterUsername": ("appowner", "admin", 7),
    "multiAZ": (True, GONE),
    "tags": ([], [{"key": "team", "value": "shop"}], "none", [1]),
    "metadata.labels": ({}, GONE, {"clark.dev/environment": "dev"}),
}
changes = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in FIELDS.items()})


def one_by_one(policies: PolicySet, admission: Admission) -> list[object]:
    asked = (each for each in policies.policies if each.matches(admission.target, admission.name))
    return [found for policy in asked for found in objections(policy, admission)]


@settings(max_examples=150)
@given(changes=changes, older=st.one_of(st.none(), changes))
def test_asked_together_policies_say_what_each_says_alone(
    shipped: PolicySet, changes: dict[str, Any], older: dict[str, Any] | None
) -> None:
    new = sample("database", changes)
    old = None if older is None else sample("database", older)
    for _ in range(4):  # a conjunction is made when it is worth it
        assert shipped.objections(change(new, old).admission()) == one_by_one(
            shipped, change(new, old).admission()
        )


def test_where_all_agree_nobody_is_asked_alone(
    shipped: PolicySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Asked] = []
    for _ in range(4):
        admission = change(sample("database")).admission()
        asked.append(shipped._matching(admission.target))
        left = asked[-1].unsettled(admission)
    assert left == asked[-1].apart
    assert len(asked[-1].policies) > len(left)


def test_however_rules_split_what_is_counted_of_them_has_a_bound() -> None:
    asked = Asked(())
    for number in range(3 * _COUNTED):
        asked._count((number,))
    assert len(asked._counts) <= _COUNTED

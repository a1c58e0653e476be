"""The form that mends a best practice, and the values that it writes."""

import pytest

from clark.errors import Refused
from clark.flow.events import Action
from clark.flow.request import changes, rules
from clark.flow.request.rules import Part, Target
from clark.kinds import find
from clark.manifests import Set
from tests.unit.policy.practised import API, definition


def target(kind: str, parts: int = 0, **says: object) -> Target:
    value, part = definition(kind, **says), find(API["DBInstance"], "DBInstance")
    known = find(API[kind], kind)
    assert known is not None
    assert part is not None
    made = [
        Part(number + 1, part, definition("DBInstance", f"orders-prod-{number}"))
        for number in range(parts)
    ]
    return Target(known, value, (), parts=made)


def test_the_form_offers_what_a_request_can_mend_the_weightiest_first() -> None:
    (field,) = changes.section(Action.IMPROVE, target("RDSInstance", multiAZ=False)).fields
    offered = [each.value for each in field.choices]
    assert offered[:2] == ["database-standby", "database-private"]
    assert "database-encrypted" not in offered
    assert field.default == "database-standby"


def test_a_service_that_nothing_can_be_mended_of_has_no_form() -> None:
    with pytest.raises(Refused, match="No best practice is left"):
        changes.section(Action.IMPROVE, target("LoadBalancer"))


def test_the_values_of_one_practice_are_written_and_the_title_names_it() -> None:
    found = target("DBCluster", parts=2)
    made = changes.rewrite(Action.IMPROVE, found, {"practice": "aurora-load"})
    path = ("spec", "forProvider", "enablePerformanceInsights")
    assert made.edits == {1: (Set(path, True),), 2: (Set(path, True),)}
    assert rules.title(Action.IMPROVE, found.name, made.after) == (
        "Improve orders-prod: The load is recorded"
    )


def test_the_offering_s_parameters_follow() -> None:
    found = changes.parameters(
        Action.IMPROVE, target("ReplicationGroup"), {"practice": "cache-failover"}
    )
    assert found == {"nodes": 2}


@pytest.mark.parametrize("asked", ["", "database-encrypted", "nodes-two"])
def test_what_cannot_be_mended_is_refused_at_its_field(asked: str) -> None:
    with pytest.raises(Refused) as refused:
        changes.rewrite(Action.IMPROVE, target("RDSInstance"), {"practice": asked})
    assert [each.field for each in refused.value.problems] == ["practice"]
    assert "database-standby" in refused.value.problems[0].fix

"""What one click sends: nothing that costs, interrupts or cuts somebody off, as far as is known."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from clark.costs import ASSUMED, shipped
from clark.costs.counting import counted
from clark.costs.part import Surroundings
from clark.flow.checklists import FixCard, card
from clark.manifests import edit, read
from clark.policy.practices import checklist
from tests.unit.policy.practised import TODAY, definition, service, text, texts

PRICES = shipped()
REDIS = {"engine": "redis", "cacheNodeType": "cache.t3.medium", "numCacheClusters": 1}
TWO_AT_MOST = {"minSize": 1, "maxSize": 2}


def fix(practice: str, *definitions: Mapping[str, Any]) -> FixCard:
    rows = card(read(text(*definitions)), "orders-prod", TODAY, PRICES).rows
    found = next(each.fix for each in rows if each.id == practice)
    assert found is not None
    return found


def parts(written: str) -> list[Any]:
    objects = [each.value for each in read(written)]
    around = Surroundings(objects)
    return [counted(each, around, ASSUMED) for each in objects]


@given(texts())
def test_what_is_sent_at_once_buys_nothing_more_priced_or_not(written: str) -> None:
    straight = {
        each.id
        for each in card(read(written), "orders-prod", TODAY, PRICES).rows
        if each.fix and each.fix.straight
    }
    for row in checklist(service(written)).rows:
        if row.practice.id in straight:
            after = written
            for index, steps in row.steps.items():
                after = edit(after, index, steps)
            assert parts(after) == parts(written), row.practice.id


@pytest.mark.parametrize(
    ("practice", "kind", "says"),
    [
        ("cache-failover", "ReplicationGroup", REDIS),
        ("cache-multi-az", "ReplicationGroup", REDIS),
        ("nodes-two", "NodeGroup", {"scalingConfig": TWO_AT_MOST, "instanceTypes": ["t3.medium"]}),
        ("database-standby", "RDSInstance", {"engine": "mysql"}),
    ],
)
def test_what_has_no_price_is_not_said_to_cost_nothing(
    practice: str, kind: str, says: dict[str, Any]
) -> None:
    nowhere = definition(kind, **says)
    nowhere["spec"]["forProvider"]["region"] = "eu-south-2"
    found = fix(practice, nowhere)
    assert not found.straight
    assert "The cost is not known" in found.cost


def test_what_has_no_price_and_does_not_move_is_sent_at_once() -> None:
    nowhere = definition("RDSInstance", engine="postgres", dbInstanceClass="db.x9.large")
    found = fix("database-tagged-snapshots", nowhere)
    assert (found.straight, found.cost) == (True, "")


@pytest.mark.parametrize(
    ("practice", "kind", "says", "told"),
    [
        ("database-private", "RDSInstance", {"publiclyAccessible": True}, "is cut off"),
        ("bucket-private", "Bucket", {}, "is refused"),
        ("bucket-owner", "Bucket", {}, "is refused"),
        ("nodes-two", "NodeGroup", {"scalingConfig": TWO_AT_MOST}, "asked to leave"),
        ("database-minor-upgrades", "RDSInstance", {"autoMinorVersionUpgrade": False}, "minutes"),
    ],
)
def test_what_cuts_somebody_off_is_shown_before_it_is_sent(
    practice: str, kind: str, says: dict[str, Any], told: str
) -> None:
    found = fix(practice, definition(kind, **says))
    assert not found.straight
    assert told in " ".join(found.impacts)


def test_outside_production_minor_versions_are_not_sent_at_once_either() -> None:
    database = definition("RDSInstance", environment="dev", autoMinorVersionUpgrade=False)
    assert not fix("database-minor-upgrades", database).straight


@pytest.mark.parametrize(
    ("practice", "says"),
    [
        ("aurora-private", {"publiclyAccessible": True}),
        ("aurora-private", {}),
        ("aurora-minor-upgrades", {"autoMinorVersionUpgrade": False}),
    ],
)
def test_an_aurora_instance_is_asked_for_like_a_database(
    practice: str, says: dict[str, Any]
) -> None:
    instance = definition("DBInstance", "orders-prod-1", **says)
    assert not fix(practice, definition("DBCluster"), instance).straight

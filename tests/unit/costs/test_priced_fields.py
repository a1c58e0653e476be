"""Which fields a cost is counted from: every other one leaves it as it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from clark.costs import ASSUMED, PRICED_FIELDS
from clark.costs.counting import counted
from clark.costs.part import Surroundings
from tests.unit.costs.costed import made


class Watched(dict[str, Any]):
    """Settings that remember which of them were read."""

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        super().__init__(wanted)
        self.read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("RDSInstance", {"engine": "postgres", "storageType": "gp3", "allocatedStorage": 20}),
        ("RDSInstance", {"engine": "postgres", "storageType": "io1", "allocatedStorage": 20}),
        ("DBCluster", {"engine": "aurora-postgresql"}),
        ("DBInstance", {"engine": "aurora-postgresql", "dbInstanceClass": "db.serverless"}),
        ("DBInstance", {"engine": "postgres"}),
        ("ReplicationGroup", {"engine": "redis", "cacheNodeType": "cache.t3.micro"}),
        (
            "ReplicationGroup",
            {"engine": "redis", "cacheNodeType": "cache.t3.micro", "numNodeGroups": 2},
        ),
        ("Bucket", {}),
        ("LoadBalancer", {}),
        ("NodeGroup", {"scalingConfig": {"minSize": 1}, "instanceTypes": ["t3.medium"]}),
    ],
)
def test_every_field_that_is_counted_from_is_known(kind: str, wanted: dict[str, Any]) -> None:
    manifest = made(kind, **wanted)
    watched = Watched(manifest["spec"]["forProvider"])
    manifest["spec"]["forProvider"] = watched
    counted(manifest, Surroundings([manifest]), ASSUMED)
    assert watched.read <= PRICED_FIELDS

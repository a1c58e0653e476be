"""The state of a region with many databases: complete after loading, quick to write."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clark.local.aws import regions
from clark.local.aws.identity import ACCOUNT
from clark.local.aws.pace import FAST, REAL
from clark.local.aws.persistence import Store

ASKED = {
    "db_instance_class": "db.t3.medium",
    "engine": "postgres",
    "engine_version": "14.9",
    "allocated_storage": 100,
    "master_username": "orders_admin",
    "master_user_password": "canary-in-the-state",
    "tags": [{"Key": "team", "Value": "payments"}],
}


@pytest.fixture
def rds() -> Iterator[Any]:
    regions.install(FAST)
    backends = regions.BACKENDS["rds"][ACCOUNT]
    yield backends["us-west-2"]
    backends.clear()


def test_what_was_saved_is_loaded_with_the_pace_of_today(rds: Any, tmp_path: Path) -> None:
    made = rds.create_db_instance({**ASKED, "db_instance_identifier": "kept"})
    Store(tmp_path).save("rds-us-west-2")
    regions.BACKENDS["rds"][ACCOUNT].clear()
    Store(tmp_path).load(REAL)
    loaded = regions.BACKENDS["rds"][ACCOUNT]["us-west-2"]
    kept = loaded.instance("kept")
    assert (kept.dbi_resource_id, kept.steps) == (made.dbi_resource_id, made.steps)
    assert kept.backend is loaded
    assert loaded.pace is REAL


def test_saving_two_hundred_databases_takes_milliseconds(rds: Any, tmp_path: Path) -> None:
    for number in range(200):
        rds.create_db_instance({**ASKED, "db_instance_identifier": f"db-{number}"})
    store = Store(tmp_path)
    took = []
    for _ in range(5):
        began = time.process_time()
        store.save("rds-us-west-2")
        took.append(time.process_time() - began)
    # 6 ms when the machine has nothing else to do
    assert min(took) < 0.03

"""DB instances as the tests ask for them, and logging in to what is behind them."""

from typing import Any

import psycopg

from clark.local.dataplane import LocalEngine

PASSWORD = "canary-7f3a9c21-master"
ASKED = {
    "DBInstanceClass": "db.t3.medium",
    "Engine": "postgres",
    "EngineVersion": "14.9",
    "AllocatedStorage": 100,
    "MasterUsername": "orders_admin",
    "MasterUserPassword": PASSWORD,
    "DBName": "orders",
}

# Made in every region when the first test starts, so that tests need not wait for each in turn.
PREPARED: dict[str, dict[str, Any]] = {
    "resized": {},
    "patient": {"BackupRetentionPeriod": 0},
    "undecided": {},
    "roomy": {},
    "rotated": {},
    "settled": {"DeletionProtection": True},
    "leaving": {},
    "sleepy": {},
    "stable": {"DeletionProtection": True},
    "discreet": {},
}


def create(rds: Any, name: str, **changes: Any) -> dict[str, Any]:
    asked = {**ASKED, "DBInstanceIdentifier": name, **changes}
    answer: dict[str, Any] = rds.create_db_instance(
        **{key: value for key, value in asked.items() if value is not None}
    )
    return answer["DBInstance"]


def show(rds: Any, name: str) -> dict[str, Any]:
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def status(rds: Any, name: str) -> str:
    return str(show(rds, name)["DBInstanceStatus"])


def available(rds: Any, name: str) -> bool:
    return status(rds, name) == "available"


def login(engine: LocalEngine, password: str = PASSWORD) -> "psycopg.Connection[Any]":
    return psycopg.connect(
        host=engine.host,
        port=engine.port,
        user="orders_admin",
        password=password,
        dbname="orders",
        connect_timeout=2,
        autocommit=True,
    )


def can_login(engine: LocalEngine, password: str = PASSWORD) -> bool:
    try:
        login(engine, password).close()
    except psycopg.OperationalError:
        return False
    return True

"""A DB instance that takes time, keeps changes pending, and has a real engine behind it."""

import base64
import time
import uuid
from typing import Any

from moto.rds.models import DBInstance

from clark.local.aws import identity
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.pace import Pace
from clark.local.aws.rds.waiting import Waits


class Addressed:
    """Mixed into an instance: the name that it has in AWS, and no endpoint before it is made."""

    account_id: str
    region: str
    db_instance_identifier: str
    port: int | None
    status: str

    @property
    def address(self) -> str:
        suffix = identity.rds_suffix(self.account_id, self.region)
        return f"{self.db_instance_identifier}.{suffix}.{self.region}.rds.amazonaws.com"

    @property
    def endpoint(self) -> Any:
        """As in AWS, there is none before the engine has been created."""
        if self.status == "creating":
            return None
        return {
            "Address": self.address,
            "Port": self.port,
            "HostedZoneId": "Z2R2ITUGPM61AM",
        }


def new_resource_id() -> str:
    """moto gives all of them the same one."""
    return "db-" + base64.b32encode(uuid.uuid4().bytes).decode().rstrip("=")


class Instance(Waits, Addressed, DBInstance):
    """moto's DB instance, with the states and the engine that it lacks."""

    def __init__(self, backend: Any, **asked: Any) -> None:
        self.begin_waiting()
        self.delete_automated_backups = True
        super().__init__(backend, **asked)
        self.dbi_resource_id = new_resource_id()
        self.option_group_name = f"default:postgres-{self.engine_version.split('.')[0]}"

    # What happens to it

    def create(self, now: float, pace: Pace) -> None:
        made = now + pace.database_creating
        self.take(Step("creating", made, Work.START))
        if self.backup_retention_period:
            self.take(Step("backing-up", made + pace.database_backup))

    def outage(self, pace: Pace) -> float:
        return pace.database_failover if self.multi_az else pace.database_outage

    def reset_password(self, value: str, pace: Pace) -> None:
        self.master_user_password = value
        self.resetting = True
        self.take(
            Step(
                "resetting-master-credentials",
                time.time() + pace.database_password,
                Work.START,
                values={"resetting": False},
            )
        )

    def save_automated_backup(self) -> None:
        if self.backup_retention_period:
            super().save_automated_backup()

    # The engine behind it

    @property
    def engine_path(self) -> str:
        return f"postgres/{self.region}/{self.db_instance_identifier}"

    @property
    def engine_order(self) -> dict[str, Any]:
        """What the data plane is asked for. Holds the password: never log it."""
        return {
            "username": self.master_username,
            "password": self._master_user_password,
            "database": self.db_name or "postgres",
            "hosts": [self.address],
        }

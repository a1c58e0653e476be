"""A DB instance that takes time, keeps changes pending, and has a real engine behind it."""

import base64
import time
import uuid
from typing import Any, Final

from moto.rds.models import DBInstance

from clark.local.aws import identity, windows
from clark.local.aws.lifecycle import Lifecycle, Step, Work
from clark.local.aws.pace import Pace

# Attribute -> its name in PendingModifiedValues. These wait for the window unless told otherwise.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
WAITING: Final = {
    "db_instance_class": "DBInstanceClass",
    "allocated_storage": "AllocatedStorage",
    "engine_version": "EngineVersion",
    "multi_az": "MultiAZ",
    "storage_type": "StorageType",
    "iops": "Iops",
    "storage_throughput": "StorageThroughput",
    "port": "Port",
    "backup_retention_period": "BackupRetentionPeriod",
    "ca_certificate_identifier": "CACertificateIdentifier",
}
INTERRUPTING: Final = frozenset({"db_instance_class", "engine_version", "port"})
HIDDEN: Final = "****"


class Instance(Lifecycle, DBInstance):
    """moto's DB instance, with the states and the engine that it lacks."""

    def __init__(self, backend: Any, **asked: Any) -> None:
        self.steps = []
        self.pending: dict[str, Any] = {}
        self.window_at: float | None = None
        self.resetting = False
        self.delete_automated_backups = True
        super().__init__(backend, **asked)
        self.dbi_resource_id = "db-" + base64.b32encode(uuid.uuid4().bytes).decode().rstrip("=")
        self.option_group_name = f"default:postgres-{self.engine_version.split('.')[0]}"

    # What the API shows

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

    @property
    def pending_modified_values(self) -> dict[str, Any]:
        shown = {WAITING[name]: value for name, value in self.pending.items()}
        return {**shown, "MasterUserPassword": HIDDEN} if self.resetting else shown

    # What happens to it

    def create(self, now: float, pace: Pace) -> None:
        made = now + pace.database_creating
        self.take(Step("creating", made, Work.START))
        if self.backup_retention_period:
            self.take(Step("backing-up", made + pace.database_backup))

    def change(self, wanted: dict[str, Any], pace: Pace, *, at_once: bool) -> None:
        """Keep what differs from now as pending, and begin if it is not to wait."""
        for name, value in wanted.items():
            self.pending.pop(name, None)
            if value is not None and value != getattr(self, name):
                self.pending[name] = value
        now = time.time()
        if not self.pending:
            self.window_at = None
        elif at_once:
            self.begin(now, pace)
        elif self.window_at is None:
            self.window_at = windows.opens(self.preferred_maintenance_window, now, pace.window)

    def begin(self, now: float, pace: Pace) -> None:
        """Make every pending change: the engine stops where AWS interrupts it."""
        self.window_at = None
        status = "upgrading" if "engine_version" in self.pending else "modifying"
        work = Work.NONE
        ready = now
        if INTERRUPTING & self.pending.keys():
            ready += pace.database_failover if self.multi_az else pace.database_outage
            work = Work.START
            self.take(Step(status, ready, Work.STOP))
        ready = max(ready, now + pace.database_change)
        self.take(Step(status, ready, work, values=dict(self.pending)))
        if self.pending.keys() & {"allocated_storage", "storage_type", "iops"}:
            self.take(Step("storage-optimization", ready + pace.storage_optimization))

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

    def settle(self, now: float) -> list[Step]:
        ended = super().settle(now)
        for step in ended:
            for name, value in step.values.items():
                if self.pending.get(name) == value:
                    del self.pending[name]
        return ended

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

"""Changes that wait for the maintenance window, of an instance or of a whole Aurora cluster."""

import time
from typing import Any, Final

from clark.local.aws import windows
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


class Waits(Lifecycle):
    """Mixed into a resource that is changed at once, or when its window opens."""

    preferred_maintenance_window: str

    def begin_waiting(self) -> None:
        """To be called before anything else of it is made."""
        self.steps = []
        self.pending: dict[str, Any] = {}
        self.window_at: float | None = None
        self.resetting = False

    @property
    def pending_modified_values(self) -> dict[str, Any]:
        shown = {WAITING[name]: value for name, value in self.pending.items()}
        return {**shown, "MasterUserPassword": HIDDEN} if self.resetting else shown

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
        outage = self.outage(pace)
        if INTERRUPTING & self.pending.keys() and outage:
            ready += outage
            work = Work.START
            self.take(Step(status, ready, Work.STOP))
        ready = max(ready, now + pace.database_change)
        self.take(Step(status, ready, work, values=dict(self.pending)))
        if self.pending.keys() & {"allocated_storage", "storage_type", "iops"}:
            self.take(Step("storage-optimization", ready + pace.storage_optimization))

    def outage(self, pace: Pace) -> float:
        """Seconds for which an interrupting change stops the engine; 0: somebody else answers."""
        raise NotImplementedError

    def settle(self, now: float) -> list[Step]:
        ended = super().settle(now)
        for step in ended:
            for name, value in step.values.items():
                if self.pending.get(name) == value:
                    del self.pending[name]
        return ended

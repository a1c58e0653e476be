"""An Aurora cluster with its instances, and the one real engine that stands for all of them."""

import time
from typing import Any, Final

from moto.rds.models import DBCluster, DBInstanceClustered

from clark.local.aws import identity
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.pace import Pace
from clark.local.aws.rds.instance import Addressed, new_resource_id
from clark.local.aws.rds.waiting import INTERRUPTING, Waits

SERVERLESS: Final = "db.serverless"
LEAVING: Final = frozenset({"deleting"})


class Cluster(Waits, DBCluster):
    """moto's cluster, with the states that it lacks. Its data outlive its instances."""

    def __init__(self, backend: Any, **asked: Any) -> None:
        self.begin_waiting()
        self.resting = "available"
        self.reachable = False  # the engine was started for an instance
        super().__init__(backend, **asked)

    # What the API shows

    @property
    def endpoint(self) -> str:
        return self._host("cluster")

    @property
    def reader_endpoint(self) -> str:
        return self._host("cluster-ro")

    def _host(self, role: str) -> str:
        suffix = identity.rds_suffix(self.account_id, self.region)
        name = self.db_cluster_identifier
        return f"{name}.{role}-{suffix}.{self.region}.rds.amazonaws.com"

    @property
    def staying(self) -> list["Member"]:
        """Its instances, without those that are going."""
        return [one for one in self._members if one.status not in LEAVING]  # type: ignore[misc]

    # What happens to it

    def outage(self, pace: Pace) -> float:
        return pace.database_outage if self.reachable else 0.0

    def reset_password(self, value: str, pace: Pace) -> None:
        self.master_user_password = value
        work = Work.START if self.reachable else Work.NONE
        until = time.time() + pace.database_password
        self.take(Step("resetting-master-credentials", until, work))

    @property
    def due(self) -> Step | None:
        """The data go only after the last instance."""
        step = super().due
        return None if step and step.work is Work.REMOVE and self._members else step

    # The engine behind it and its instances

    @property
    def engine_path(self) -> str:
        return f"aurora/{self.region}/{self.db_cluster_identifier}"

    @property
    def engine_order(self) -> dict[str, Any]:
        """What the data plane is asked for. Holds the password: never log it."""
        return {
            "username": self.master_username,
            "password": self._master_user_password,
            "database": self.database_name or "postgres",
            "hosts": [self.endpoint, self.reader_endpoint, *(one.address for one in self.staying)],
        }


class Member(Waits, Addressed, DBInstanceClustered):
    """moto's instance of a cluster. The engine is the cluster's: it stops when the last one goes,
    and for a moment when the writer does."""

    cluster: Cluster
    delete_automated_backups = False  # the backups are the cluster's

    def __init__(self, backend: Any, **asked: Any) -> None:
        self.begin_waiting()
        super().__init__(backend=backend, **asked)
        self.dbi_resource_id = new_resource_id()

    def create(self, now: float, pace: Pace) -> None:
        self.take(Step("creating", now + pace.database_creating, Work.START))

    def begin(self, now: float, pace: Pace) -> None:
        interrupted = INTERRUPTING & self.pending.keys()
        super().begin(now, pace)
        if interrupted and self.is_cluster_writer and self._others:
            self.cluster.failover(self._others[0])

    def outage(self, pace: Pace) -> float:
        if not self._others:
            return pace.database_outage
        return pace.database_failover if self.is_cluster_writer else 0.0

    def leave(self, now: float, pace: Pace) -> None:
        """Another instance takes over as the writer, where there is one."""
        if self.is_cluster_writer and self._others:
            self.cluster.failover(self._others[0])
        last = not [one for one in self.cluster.staying if one is not self]
        work = Work.STOP if last and self.cluster.reachable else Work.NONE
        self.take(Step("deleting", now + pace.database_deleting, work))

    def settle(self, now: float) -> list[Step]:
        ended = super().settle(now)
        if any(step.work is Work.START for step in ended):
            self.cluster.reachable = True
        return ended

    @property
    def _others(self) -> list["Member"]:
        """Those that can take over now."""
        return [one for one in self.cluster.staying if one is not self and not one.steps]

    def save_automated_backup(self) -> None:
        """The backups are the cluster's."""

    @property
    def engine_path(self) -> str:
        return self.cluster.engine_path

    @property
    def engine_order(self) -> dict[str, Any]:
        return self.cluster.engine_order

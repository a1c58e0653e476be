"""One region's RDS: moto's backend with validation, time and pending changes."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from moto.rds import urls as moto_urls
from moto.rds.exceptions import (
    DBInstanceAlreadyExists,
    DBInstanceNotFoundError,
    DBParameterGroupNotFoundError,
    InvalidParameterCombination,
    RDSClientError,
)
from moto.rds.models import (
    DBInstance,
    DBParameterGroup,
    DBSnapshot,
    DBSubnetGroup,
    ResourceWithEvents,
)

from clark.local.aws import catalogue, identity
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.pace import FAST, Pace
from clark.local.aws.rds import validation
from clark.local.aws.rds.aurora import Cluster, Member
from clark.local.aws.rds.clusters import Clusters
from clark.local.aws.rds.instance import Instance
from clark.local.aws.rds.responses import Responses
from clark.local.aws.rds.waiting import WAITING
from clark.local.aws.routes import routes

MOST_EVENTS = 1000
CHANGEABLE = frozenset({"available", "backing-up", "storage-optimization"})
CONTROL = frozenset(
    {"apply_immediately", "allow_major_version_upgrade", "db_instance_identifier"}
    | {"master_user_password", "db_port_number"}
)


Aging = Instance | Member | Cluster


@dataclass(frozen=True)
class Subnet:
    """What RDS needs of a subnet. moto's own would drag all of EC2 into the state file."""

    id: str
    availability_zone: str
    vpc_id: str


class Backend(Clusters):
    def __init__(self, region_name: str, account_id: str, pace: Pace = FAST) -> None:
        super().__init__(region_name, account_id)
        self.pace = pace
        vpc = identity.default_vpc(account_id, region_name)
        subnets: list[Any] = [
            Subnet(
                identity.default_subnet(account_id, region_name, index),
                identity.zone(region_name, index),
                vpc,
            )
            for index in range(3)
        ]
        group = DBSubnetGroup(self, "default", "default", subnets, [])  # type: ignore[abstract]
        self.subnet_groups["default"] = group

    @property
    def _url_module(self) -> Any:
        return routes(moto_urls, Responses)

    # DB instances

    def instance(self, name: str) -> Instance | Member:
        found = self.databases.get(name)
        if found is None:
            raise DBInstanceNotFoundError(name)
        return cast("Instance | Member", found)

    def create_db_instance(self, db_kwargs: dict[str, Any]) -> DBInstance:
        asked = dict(db_kwargs)
        if asked["db_instance_identifier"] in self.databases:
            raise DBInstanceAlreadyExists()
        if asked.get("db_cluster_identifier"):
            return self.create_member(asked)
        validation.creation(asked)
        self.subnet_group_exists(asked.get("db_subnet_group_name"))
        asked["engine_version"] = catalogue.postgres_version(asked.get("engine_version"))
        asked["storage_type"] = asked.get("storage_type") or validation.default_storage_type(asked)
        asked["license_model"] = "postgresql-license"
        asked.setdefault("db_subnet_group_name", "default")
        asked["vpc_security_group_ids"] = asked.get("vpc_security_group_ids") or [
            identity.default_security_group(self.account_id, self.region_name)
        ]
        if asked.get("storage_encrypted") and not asked.get("kms_key_id"):
            asked["kms_key_id"] = identity.default_key("rds", self.account_id, self.region_name)
        instance = cast(Instance, super().create_db_instance(asked))
        instance.create(time.time(), self.pace)
        return instance

    def modify_db_instance(
        self, db_instance_identifier: str, db_kwargs: dict[str, Any]
    ) -> DBInstance:
        asked = dict(db_kwargs)
        instance = self.instance(db_instance_identifier)
        _must_be_changeable(instance)
        if isinstance(instance, Member):
            self.modify_member(instance, asked)
            return instance
        validation.change(instance, asked)
        self.subnet_group_exists(asked.get("db_subnet_group_name"))
        rest = {k: v for k, v in asked.items() if k not in CONTROL and k not in WAITING}
        super().modify_db_instance(db_instance_identifier, rest)
        instance.change(
            _waiting(instance, asked), self.pace, at_once=bool(asked.get("apply_immediately"))
        )
        if asked.get("master_user_password"):
            instance.reset_password(asked["master_user_password"], self.pace)
        return instance

    def delete_db_instance(
        self,
        db_instance_identifier: str,
        final_db_snapshot_identifier: str | None = None,
        skip_final_snapshot: bool | None = False,
        delete_automated_backups: bool | None = True,
        **_: Any,
    ) -> DBInstance:
        instance = self.instance(db_instance_identifier)
        if isinstance(instance, Member):
            return self._end_member(instance)
        _must_be_deletable(instance, final_db_snapshot_identifier, bool(skip_final_snapshot))
        if final_db_snapshot_identifier:
            self._begin_snapshot(instance, final_db_snapshot_identifier)
        instance.steps = []
        instance.pending = {}
        instance.window_at = None
        instance.take(
            Step(
                "deleting",
                time.time() + self.pace.database_deleting,
                Work.REMOVE,
                snapshot=final_db_snapshot_identifier or "",
                values={"delete_automated_backups": delete_automated_backups is not False},
            )
        )
        return instance

    def reboot_db_instance(self, db_instance_identifier: str) -> DBInstance:
        instance = self._available(db_instance_identifier)
        now = time.time()
        outage = instance.outage(self.pace)
        instance.take(
            Step("rebooting", now + outage, Work.STOP),
            Step("rebooting", now + max(outage, self.pace.database_reboot), Work.START),
        )
        return instance

    def stop_db_instance(
        self, db_instance_identifier: str, db_snapshot_identifier: str | None = None
    ) -> DBInstance:
        instance = self._available(db_instance_identifier)
        if db_snapshot_identifier:
            self.create_db_snapshot(db_instance_identifier, db_snapshot_identifier)
        until = time.time() + self.pace.database_reboot
        instance.take(Step("stopping", until, Work.STOP, values={"resting": "stopped"}))
        return instance

    def start_db_instance(self, db_instance_identifier: str) -> DBInstance:
        instance = self.instance(db_instance_identifier)
        if instance.status != "stopped":
            raise _state(f"Instance {db_instance_identifier} is not stopped, it cannot be started.")
        instance.resting = "available"
        instance.take(Step("starting", time.time() + self.pace.database_reboot, Work.START))
        return instance

    # Parameter groups

    def modify_db_parameter_group(
        self, db_parameter_group_name: str, db_parameter_group_parameters: Iterable[dict[str, Any]]
    ) -> DBParameterGroup:
        """What was set by hand says so; Terraform reads back nothing else."""
        return super().modify_db_parameter_group(
            db_parameter_group_name,
            [{**one, "Source": "user"} for one in db_parameter_group_parameters],
        )

    def reset_db_parameter_group(self, name: str, parameters: list[str] | None) -> DBParameterGroup:
        """Back to the family's values: of these parameters, or of all (None)."""
        if name not in self.db_parameter_groups:
            raise DBParameterGroupNotFoundError(name)
        group = self.db_parameter_groups[name]
        for one in list(group.parameters) if parameters is None else parameters:
            group.parameters.pop(one, None)
        return group

    # Snapshots

    def create_db_snapshot(
        self, db_instance_identifier: str, db_snapshot_identifier: str, *args: Any, **asked: Any
    ) -> DBSnapshot:
        """A manual snapshot copies the data; what moto calls automated is a record only."""
        if "automated" in (*args, asked.get("snapshot_type")):
            return super().create_db_snapshot(
                db_instance_identifier, db_snapshot_identifier, *args, **asked
            )
        instance = self._available(db_instance_identifier)
        snapshot = self._begin_snapshot(instance, db_snapshot_identifier, **asked)
        until = time.time() + self.pace.database_backup
        instance.take(
            Step("backing-up", until, Work.SNAPSHOT, snapshot=snapshot.db_snapshot_identifier)
        )
        return snapshot

    def _begin_snapshot(self, instance: Instance, name: str, **asked: Any) -> DBSnapshot:
        snapshot = super().create_db_snapshot(instance.db_instance_identifier, name, **asked)
        snapshot.status = "creating"
        return snapshot

    def add_event(self, event_type: str, resource: ResourceWithEvents) -> None:
        """AWS forgets events after 14 days; the state file must not grow for ever either."""
        super().add_event(event_type, resource)
        del self.events[:-MOST_EVENTS]

    # Subnet groups

    def create_subnet_group(
        self, subnet_name: str, description: str, subnets: list[Any], tags: list[dict[str, str]]
    ) -> DBSubnetGroup:
        return super().create_subnet_group(subnet_name, description, _light(subnets), tags)

    def modify_db_subnet_group(
        self, subnet_name: str, description: str, subnets: list[Any]
    ) -> DBSubnetGroup:
        return super().modify_db_subnet_group(subnet_name, description, _light(subnets))

    # Time

    def resources(self) -> Iterator[Aging]:
        yield from cast(list[Aging], list(self.databases.values()))
        yield from cast(list[Aging], list(self.clusters.values()))

    def settle(self, now: float) -> bool:
        """Let time pass. True if anything changed."""
        changed = [self._settle_one(instance, now) for instance in self.resources()]
        return any(changed)

    def _settle_one(self, instance: Aging, now: float) -> bool:
        ended = instance.settle(now)
        for step in ended:
            if step.snapshot in self.database_snapshots:
                self.database_snapshots[step.snapshot].status = "available"
            if step.status == "deleting":
                self._forget(instance)
        if not instance.steps and instance.window_at is not None and instance.window_at <= now:
            instance.begin(now, self.pace)
            return True
        return bool(ended)

    def _forget(self, instance: Aging) -> None:
        if isinstance(instance, Cluster):
            del self.clusters[instance.resource_id]
            return
        name = instance.db_instance_identifier
        del self.databases[name]
        if instance.delete_automated_backups:
            for snapshot in self.describe_db_snapshots(name, snapshot_type="automated"):
                self.delete_db_snapshot(snapshot.db_snapshot_identifier)

    # Private functions

    def _end_member(self, member: Member) -> Member:
        if member.status == "deleting":
            raise _state(f"Instance {member.resource_id} is already being deleted.")
        member.steps, member.pending, member.window_at = [], {}, None
        member.leave(time.time(), self.pace)
        return member

    def _available(self, name: str) -> Instance:
        instance = self.instance(name)
        if isinstance(instance, Member):
            raise _state(f"The local AWS does this to whole databases; {name} is of a cluster.")
        if instance.status != "available":
            raise _state(f"Instance {name} is not in available state.")
        return instance


def _light(subnets: list[Any]) -> list[Any]:
    return [Subnet(one.id, one.availability_zone, one.vpc_id) for one in subnets]


def _waiting(instance: Instance, asked: dict[str, Any]) -> dict[str, Any]:
    """The changes that may have to wait. Retention between two non-zero values never does."""
    wanted = {name: asked[name] for name in WAITING if asked.get(name) is not None}
    if asked.get("db_port_number"):
        wanted["port"] = asked["db_port_number"]
    if wanted.get("engine_version"):
        wanted["engine_version"] = catalogue.postgres_version(wanted["engine_version"])
    if wanted.get("backup_retention_period") and instance.backup_retention_period:
        instance.backup_retention_period = wanted.pop("backup_retention_period")
    return wanted


def _must_be_changeable(instance: Instance | Member) -> None:
    if instance.status not in CHANGEABLE:
        raise _state("Database instance is not in available state.")


def _must_be_deletable(instance: Instance, final: str | None, skip: bool) -> None:
    name = instance.db_instance_identifier
    if instance.status == "deleting":
        raise _state(f"Instance {name} is already being deleted.")
    if instance.deletion_protection:
        raise InvalidParameterCombination(
            "Cannot delete protected DB Instance, please disable deletion protection and try again."
        )
    if skip and final:
        raise InvalidParameterCombination(
            "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is requested."
        )
    if not skip and not final:
        raise InvalidParameterCombination(
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )
    if final and instance.status not in CHANGEABLE:
        raise _state(
            f"Cannot create a snapshot because the database instance {name} is not currently in "
            "the available state."
        )


def _state(message: str) -> RDSClientError:
    # The SDK's InvalidDBInstanceStateFault has this code on the wire.
    return RDSClientError("InvalidDBInstanceState", message)

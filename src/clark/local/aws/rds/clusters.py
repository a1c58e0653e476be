"""Aurora's calls: moto's backend with validation and time."""

import time
from collections.abc import Mapping
from typing import Any, cast

from moto.rds.exceptions import (
    DBClusterNotFoundError,
    DBClusterToBeDeletedHasActiveMembers,
    InvalidDBClusterStateFault,
    InvalidParameterCombination,
    RDSClientError,
)
from moto.rds.models import DBCluster, RDSBackend

from clark.local.aws import catalogue, identity
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.pace import Pace
from clark.local.aws.rds import aurora_validation as validation
from clark.local.aws.rds.aurora import Cluster, Member


class Clusters(RDSBackend):
    """The clusters of one region."""

    pace: Pace

    def cluster(self, name: str) -> Cluster:
        found = self.clusters.get(name)
        if found is None:
            raise DBClusterNotFoundError(name)
        return cast(Cluster, found)

    def create_db_cluster(self, kwargs: dict[str, Any]) -> DBCluster:
        asked = dict(kwargs)
        name = asked["db_cluster_identifier"]
        if name in self.clusters:
            raise RDSClientError("DBClusterAlreadyExistsFault", f"DB Cluster {name} exists.")
        validation.creation(asked)
        self.subnet_group_exists(asked.get("db_subnet_group_name"))
        asked["engine_version"] = catalogue.aurora_version(asked.get("engine_version"))
        asked["vpc_security_group_ids"] = asked.get("vpc_security_group_ids") or [
            identity.default_security_group(self.account_id, self.region_name)
        ]
        if asked.get("storage_encrypted"):
            own = identity.default_key("rds", self.account_id, self.region_name)
            asked["kms_key_id"] = asked.get("kms_key_id") or own
        cluster = cast(Cluster, super().create_db_cluster(asked))
        cluster.take(Step("creating", time.time() + self.pace.aurora_creating))
        return cluster

    def modify_db_cluster(self, kwargs: dict[str, Any]) -> DBCluster:
        asked = dict(kwargs)
        cluster = self.cluster(asked.pop("db_cluster_identifier"))
        if cluster.status != "available":
            raise InvalidDBClusterStateFault(
                f"DB Cluster {cluster.resource_id} is not in available state."
            )
        validation.change(cluster, asked)
        for name, attribute in validation.AT_ONCE.items():
            if asked.get(name) is not None:
                setattr(cluster, attribute, asked[name])
        if asked.get("engine_version"):
            wanted = {"engine_version": catalogue.aurora_version(asked["engine_version"])}
            cluster.change(wanted, self.pace, at_once=bool(asked.get("apply_immediately")))
        if asked.get("master_user_password"):
            cluster.reset_password(asked["master_user_password"], self.pace)
        return cluster

    def end_db_cluster(self, name: str, snapshot: str | None, *, skip: bool) -> Cluster:
        """Begin the deletion. The data go after the last instance has gone."""
        cluster = self.cluster(name)
        _must_be_deletable(cluster, snapshot, skip)
        if snapshot:
            self.create_db_cluster_snapshot(name, snapshot)
        cluster.steps, cluster.pending, cluster.window_at = [], {}, None
        until = time.time() + self.pace.aurora_deleting
        kept = snapshot or "" if cluster.reachable else ""
        cluster.take(Step("deleting", until, Work.REMOVE, snapshot=kept))
        return cluster

    def create_member(self, asked: dict[str, Any]) -> Member:
        cluster = self.cluster(asked["db_cluster_identifier"])
        validation.member(cluster, asked)
        asked["db_subnet_group_name"] = cluster.db_subnet_group_name
        asked["port"] = cluster.port
        member = cast(Member, super().create_db_instance(asked))
        member.create(time.time(), self.pace)
        return member

    def modify_member(self, member: Member, asked: Mapping[str, Any]) -> None:
        validation.member_change(member.cluster, asked)
        for name in validation.MEMBER_AT_ONCE:
            if asked.get(name) is not None:
                setattr(member, name, asked[name])
        wanted = {"db_instance_class": asked.get("db_instance_class")}
        member.change(wanted, self.pace, at_once=bool(asked.get("apply_immediately")))

    def subnet_group_exists(self, name: str | None) -> None:
        if name and name not in self.subnet_groups:
            raise RDSClientError(
                "DBSubnetGroupNotFoundFault", f"DB subnet group '{name}' does not exist."
            )


# Private functions


def _must_be_deletable(cluster: Cluster, snapshot: str | None, skip: bool) -> None:
    if cluster.status == "deleting":
        raise InvalidDBClusterStateFault(f"Cluster {cluster.resource_id} is being deleted already.")
    if cluster.deletion_protection:
        raise InvalidParameterCombination(
            "Cannot delete protected Cluster, please disable deletion protection and try again."
        )
    if cluster.staying:
        raise DBClusterToBeDeletedHasActiveMembers()
    if skip and snapshot:
        raise InvalidParameterCombination(
            "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is requested."
        )
    if not skip and not snapshot:
        raise InvalidParameterCombination(
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )

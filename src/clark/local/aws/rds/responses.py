"""The RDS actions that the local AWS serves. Others of moto have no engine behind them."""

from typing import TYPE_CHECKING, Final, cast

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError
from moto.rds.responses import RDSResponse

from clark.local.aws.routes import Served

if TYPE_CHECKING:
    from clark.local.aws.rds.backend import Backend

ACTIONS: Final = frozenset(
    {"CreateDBInstance", "DescribeDBInstances", "ModifyDBInstance", "DeleteDBInstance"}
    | {"RebootDBInstance", "StartDBInstance", "StopDBInstance", "DescribeEvents"}
    | {"CreateDBSnapshot", "DescribeDBSnapshots", "DeleteDBSnapshot"}
    | {"CreateDBSubnetGroup", "DescribeDBSubnetGroups", "ModifyDBSubnetGroup"}
    | {"DeleteDBSubnetGroup", "CreateDBParameterGroup", "DescribeDBParameterGroups"}
    | {"ModifyDBParameterGroup", "DeleteDBParameterGroup", "DescribeDBParameters"}
    | {"ResetDBParameterGroup"}
    | {"CreateDBCluster", "DescribeDBClusters", "ModifyDBCluster", "DeleteDBCluster"}
    | {"DescribeDBClusterSnapshots", "DeleteDBClusterSnapshot"}
    | {"ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"}
)


class Responses(Served, RDSResponse):
    ACTIONS = ACTIONS
    REFUSAL = RDSClientError

    def reset_db_parameter_group(self) -> ActionResult:
        asked = self.params
        named = [one["ParameterName"] for one in asked.get("Parameters") or ()]
        everything = bool(asked.get("ResetAllParameters"))
        backend = cast("Backend", self.backend)
        return ActionResult(
            backend.reset_db_parameter_group(
                asked["DBParameterGroupName"], None if everything else named
            )
        )

    def delete_db_cluster(self) -> ActionResult:
        asked = self.params
        backend = cast("Backend", self.backend)
        cluster = backend.end_db_cluster(
            asked["DBClusterIdentifier"],
            asked.get("FinalDBSnapshotIdentifier"),
            skip=bool(asked.get("SkipFinalSnapshot")),
        )
        return ActionResult({"DBCluster": cluster})

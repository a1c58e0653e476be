"""The RDS actions that the local AWS serves. Others of moto have no engine behind them."""

from typing import Final

from moto.rds.exceptions import RDSClientError
from moto.rds.responses import RDSResponse

from clark.local.aws.routes import Served

ACTIONS: Final = frozenset(
    {"CreateDBInstance", "DescribeDBInstances", "ModifyDBInstance", "DeleteDBInstance"}
    | {"RebootDBInstance", "StartDBInstance", "StopDBInstance", "DescribeEvents"}
    | {"CreateDBSnapshot", "DescribeDBSnapshots", "DeleteDBSnapshot"}
    | {"CreateDBSubnetGroup", "DescribeDBSubnetGroups", "ModifyDBSubnetGroup"}
    | {"DeleteDBSubnetGroup", "CreateDBParameterGroup", "DescribeDBParameterGroups"}
    | {"ModifyDBParameterGroup", "DeleteDBParameterGroup", "DescribeDBParameters"}
    | {"ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"}
)


class Responses(Served, RDSResponse):
    ACTIONS = ACTIONS
    REFUSAL = RDSClientError

"""RDSInstance: a database of Amazon RDS."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.rds_instance.fields import FIELDS

KIND = Kind(
    api_version="database.aws.crossplane.io/v1beta1",
    kind="RDSInstance",
    plural="rdsinstances",
    word="PostgreSQL database",
    icon="database",
    fields=COMMON + FIELDS,
    connection_keys=("username", "password", "endpoint", "port"),
    size=("spec", "forProvider", "dbInstanceClass"),
    storage=(
        ("spec", "forProvider", "allocatedStorage"),
        ("spec", "forProvider", "maxAllocatedStorage"),
    ),
)

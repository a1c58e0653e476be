"""DBInstance: one instance of an Aurora cluster. A single database is an RDSInstance."""

from clark.kinds.db_instance.fields import FIELDS
from clark.kinds.kind import COMMON, Kind

KIND = Kind(
    api_version="rds.aws.crossplane.io/v1alpha1",
    kind="DBInstance",
    plural="dbinstances",
    word="Aurora instance",
    icon="server",
    fields=COMMON + FIELDS,
    connection_keys=(),
    part_of="DBCluster",
    size=("spec", "forProvider", "dbInstanceClass"),
    storage=(
        ("spec", "forProvider", "allocatedStorage"),
        ("spec", "forProvider", "maxAllocatedStorage"),
    ),
)

"""DBCluster: an Aurora cluster of Amazon RDS. Its instances are parts of the same service."""

from clark.kinds.db_cluster.fields import FIELDS
from clark.kinds.kind import COMMON, Kind

KIND = Kind(
    api_version="rds.aws.crossplane.io/v1alpha1",
    kind="DBCluster",
    plural="dbclusters",
    word="Aurora PostgreSQL cluster",
    icon="database",
    fields=COMMON + FIELDS,
    connection_keys=("username", "password", "endpoint", "port", "readerEndpoint"),
    storage=(("spec", "forProvider", "allocatedStorage"),),
)

"""ReplicationGroup: a Redis cache of Amazon ElastiCache."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.replication_group.fields import FIELDS

KIND = Kind(
    api_version="cache.aws.crossplane.io/v1beta1",
    kind="ReplicationGroup",
    plural="replicationgroups",
    word="Redis cache",
    icon="zap",
    fields=COMMON + FIELDS,
    # password only with authEnabled; the readers only with cluster mode off.
    connection_keys=("endpoint", "port", "readerEndpoint", "readerPort", "password"),
    size=("spec", "forProvider", "cacheNodeType"),
)

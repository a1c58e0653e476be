"""The kinds that Clark knows, and the resource names that policies match."""

from clark.kinds import (
    bucket,
    db_cluster,
    db_instance,
    listener,
    load_balancer,
    node_group,
    rds_instance,
    replication_group,
    target_group,
)
from clark.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    rds_instance.KIND,
    db_cluster.KIND,
    db_instance.KIND,
    replication_group.KIND,
    bucket.KIND,
    load_balancer.KIND,
    target_group.KIND,
    listener.KIND,
    node_group.KIND,
)

_SERVED = {(known.group, known.kind): known for known in KINDS}

# The community provider's other kinds (crossplane.md §1.1) and External Secrets (§3.1).
_RESOURCES = {
    **{(known.group, known.kind): known.plural for known in KINDS},
    ("database.aws.crossplane.io", "DBSubnetGroup"): "dbsubnetgroups",
    ("rds.aws.crossplane.io", "DBParameterGroup"): "dbparametergroups",
    ("cache.aws.crossplane.io", "CacheCluster"): "cacheclusters",
    ("cache.aws.crossplane.io", "CacheSubnetGroup"): "cachesubnetgroups",
    ("s3.aws.crossplane.io", "BucketPolicy"): "bucketpolicies",
    ("secretsmanager.aws.crossplane.io", "Secret"): "secrets",
    ("eks.aws.crossplane.io", "Cluster"): "clusters",
    ("ecr.aws.crossplane.io", "Repository"): "repositories",
    ("ec2.aws.crossplane.io", "SecurityGroup"): "securitygroups",
    ("iam.aws.crossplane.io", "Role"): "roles",
    ("aws.crossplane.io", "ProviderConfig"): "providerconfigs",
    ("external-secrets.io", "ExternalSecret"): "externalsecrets",
    ("external-secrets.io", "PushSecret"): "pushsecrets",
    ("external-secrets.io", "SecretStore"): "secretstores",
    ("external-secrets.io", "ClusterSecretStore"): "clustersecretstores",
}


def find(api_version: str, kind: str) -> Kind | None:
    """The kind at exactly this version, or nothing: the API server would not know it either."""
    known = _SERVED.get((_group(api_version), kind))
    return known if known and known.api_version == api_version else None


def served(group: str, kind: str) -> Kind | None:
    """The kind of this group at the version that is served, whatever version a file names."""
    return _SERVED.get((group, kind))


def resource(api_version: str, kind: str) -> str:
    """The resource name that policies match, as Kubernetes forms it for kinds not listed."""
    return _RESOURCES.get((_group(api_version), kind)) or _plural(kind.lower())


def _group(api_version: str) -> str:
    group, slash, _ = api_version.partition("/")
    return group if slash else ""


def _plural(word: str) -> str:
    if word.endswith("s"):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") else word + "s"

"""The cluster that a region's control plane stands for, always there for node groups to join."""

from clark.local.aws import identity
from clark.local.aws.eks import cluster
from clark.local.aws.eks.cluster import Cluster


def stand_in(account: str, region: str) -> Cluster:
    """It stands in the default VPC, and was never asked for."""
    asked = {
        "name": identity.CLUSTER,
        "roleArn": f"arn:aws:iam::{account}:role/{identity.CLUSTER}-cluster",
        "resourcesVpcConfig": {
            "subnetIds": [identity.default_subnet(account, region, index) for index in range(3)]
        },
        "accessConfig": {"authenticationMode": "API"},
    }
    network = {
        "vpcId": identity.default_vpc(account, region),
        "clusterSecurityGroupId": identity.default_security_group(account, region),
    }
    return cluster.new(asked, f"arn:aws:eks:{region}:{account}:cluster/{identity.CLUSTER}", network)

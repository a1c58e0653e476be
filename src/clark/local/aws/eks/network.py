"""What EKS needs of EC2: subnets, a security group for the cluster, launch templates."""

from typing import TYPE_CHECKING, Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend, ec2_backends

from clark.local.aws import identity
from clark.local.aws.eks.cluster import Cluster
from clark.local.aws.eks.errors import InvalidParameter
from clark.local.aws.eks.resource import Facts

if TYPE_CHECKING:
    from moto.eks.models import EKSBackend

GROUP = (
    "EKS created security group applied to ENI that is attached to EKS Control Plane master "
    "nodes, as well as any managed workloads."
)


def vpc_of(eks: "EKSBackend", subnets: list[str]) -> str:
    """The VPC of the subnets. Raises `InvalidParameter`."""
    if not subnets:
        raise InvalidParameter("subnets can not be null or empty")
    try:
        found = _ec2(eks).describe_subnets(subnet_ids=subnets)
    except EC2ClientError as error:
        raise InvalidParameter(f"{error.message} (Service: AmazonEC2)") from None
    vpcs = {subnet.vpc_id for subnet in found}
    if len(vpcs) > 1:
        raise InvalidParameter("Subnets specified must be in the same VPC.")
    return str(vpcs.pop())


def open_group(eks: "EKSBackend", name: str, vpc: str) -> str:
    """The security group that control plane and nodes share: they reach each other."""
    ec2 = _ec2(eks)
    number = int(identity.hexadecimal("eks-sg", eks.region_name, name, length=8), 16)
    group = ec2.create_security_group(
        f"eks-cluster-sg-{name}-{number}",
        GROUP,
        vpc_id=vpc,
        tags={
            "Name": f"eks-cluster-sg-{name}-{number}",
            "aws:eks:cluster-name": name,
            f"kubernetes.io/cluster/{name}": "owned",
        },
    )
    ec2.authorize_security_group_ingress(
        group.id, "-1", "", "", [], source_groups=[{"GroupId": group.id}], vpc_id=vpc
    )
    return str(group.id)


def close_group(eks: "EKSBackend", cluster: Cluster) -> None:
    """As in AWS, it stays if somebody else still uses it."""
    try:
        _ec2(eks).delete_security_group(
            group_id=cluster.facts["resourcesVpcConfig"]["clusterSecurityGroupId"]
        )
    except EC2ClientError:
        return


def launch_template(eks: "EKSBackend", asked: Facts | None) -> Facts | None:
    """By id, name and version, whichever of id and name was given."""
    if not asked:
        return None
    wanted: Any = (
        {"template_ids": [asked["id"]]} if asked.get("id") else {"template_names": [asked["name"]]}
    )
    try:
        template = _ec2(eks).describe_launch_templates(**wanted)[0]
    except (EC2ClientError, IndexError):
        raise InvalidParameter(
            f"The launch template {asked.get('id') or asked.get('name')} does not exist."
        ) from None
    version = asked.get("version") or template.default_version_number
    return {"id": template.id, "name": template.name, "version": str(version)}


def _ec2(eks: "EKSBackend") -> EC2Backend:
    return ec2_backends[eks.account_id][eks.region_name]

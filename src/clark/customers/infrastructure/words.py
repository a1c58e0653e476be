"""Resource types in plain words, and what of them holds data. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

# Type -> one of them, several. What is not here is named by its type.
NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "aws_vpc": ("VPC", "VPCs"),
    "aws_subnet": ("subnet", "subnets"),
    "aws_nat_gateway": ("NAT gateway", "NAT gateways"),
    "aws_internet_gateway": ("internet gateway", "internet gateways"),
    "aws_eip": ("fixed address", "fixed addresses"),
    "aws_route_table": ("route table", "route tables"),
    "aws_route_table_association": ("route table association", "route table associations"),
    "aws_route": ("route", "routes"),
    "aws_vpc_endpoint": ("VPC endpoint", "VPC endpoints"),
    "aws_flow_log": ("flow log", "flow logs"),
    "aws_security_group": ("security group", "security groups"),
    "aws_default_security_group": ("default security group", "default security groups"),
    "aws_vpc_security_group_ingress_rule": ("inbound rule", "inbound rules"),
    "aws_vpc_security_group_egress_rule": ("outbound rule", "outbound rules"),
    "aws_eks_cluster": ("EKS cluster", "EKS clusters"),
    "aws_eks_node_group": ("node group", "node groups"),
    "aws_eks_addon": ("cluster add-on", "cluster add-ons"),
    "aws_eks_access_entry": ("cluster access entry", "cluster access entries"),
    "aws_eks_access_policy_association": ("cluster access policy", "cluster access policies"),
    "aws_eks_pod_identity_association": ("pod identity", "pod identities"),
    "aws_launch_template": ("launch template", "launch templates"),
    "aws_iam_role": ("IAM role", "IAM roles"),
    "aws_iam_policy": ("IAM policy", "IAM policies"),
    "aws_iam_role_policy": ("role policy", "role policies"),
    "aws_iam_role_policy_attachment": ("policy attachment", "policy attachments"),
    "aws_iam_openid_connect_provider": ("identity provider", "identity providers"),
    "aws_kms_key": ("encryption key", "encryption keys"),
    "aws_kms_alias": ("key alias", "key aliases"),
    "aws_cloudwatch_log_group": ("log group", "log groups"),
    "aws_ecr_repository": ("image repository", "image repositories"),
    "aws_ecr_lifecycle_policy": ("image clean-up rule", "image clean-up rules"),
    "aws_s3_bucket": ("bucket", "buckets"),
    "aws_s3_bucket_policy": ("bucket policy", "bucket policies"),
    "aws_db_instance": ("database", "databases"),
    "aws_db_subnet_group": ("database subnet group", "database subnet groups"),
    "aws_rds_cluster": ("database cluster", "database clusters"),
    "aws_elasticache_replication_group": ("cache", "caches"),
    "aws_elasticache_subnet_group": ("cache subnet group", "cache subnet groups"),
    "aws_dynamodb_table": ("DynamoDB table", "DynamoDB tables"),
    "aws_efs_file_system": ("file system", "file systems"),
    "aws_ebs_volume": ("disk", "disks"),
    "aws_secretsmanager_secret": ("secret", "secrets"),
    "aws_ssm_parameter": ("parameter", "parameters"),
}

_ORDER: Final = {type_: at for at, type_ in enumerate(NOUNS)}

# What is lost with one of these: what is in it, or (keys) what others encrypted with it.
HOLDS_DATA: Final[Mapping[str, str]] = {
    "aws_db_instance": "the database with everything in it",
    "aws_rds_cluster": "the databases with everything in them",
    "aws_rds_cluster_instance": "a member of a database cluster",
    "aws_rds_global_cluster": "the databases with everything in them",
    "aws_db_snapshot": "the snapshot",
    "aws_db_cluster_snapshot": "the snapshot",
    "aws_docdb_cluster": "the databases with everything in them",
    "aws_neptune_cluster": "the databases with everything in them",
    "aws_redshift_cluster": "the databases with everything in them",
    "aws_opensearch_domain": "the indexes with everything in them",
    "aws_s3_bucket": "the bucket with every object in it",
    "aws_s3_directory_bucket": "the bucket with every object in it",
    "aws_efs_file_system": "the files in it",
    "aws_fsx_lustre_file_system": "the files in it",
    "aws_fsx_ontap_file_system": "the files in it",
    "aws_fsx_openzfs_file_system": "the files in it",
    "aws_ebs_volume": "the disk's content",
    "aws_ebs_snapshot": "the snapshot",
    "aws_kms_key": "every value that was encrypted with it",
    "aws_kms_replica_key": "every value that was encrypted with it",
    "aws_secretsmanager_secret": "the secret in all its versions",
    "aws_secretsmanager_secret_version": "this version of the secret",
    "aws_dynamodb_table": "the table with every item in it",
    "aws_dynamodb_global_table": "the table with every item in it",
    "aws_elasticache_replication_group": "what the cache holds",
    "aws_elasticache_cluster": "what the cache holds",
    "aws_elasticache_serverless_cache": "what the cache holds",
    "aws_memorydb_cluster": "what the database holds",
    "aws_eks_cluster": "the cluster with everything that runs in it",
    "aws_ecr_repository": "every image in it",
    "aws_ecrpublic_repository": "every image in it",
    "aws_backup_vault": "every backup in it",
    "aws_cloudwatch_log_group": "the logs in it",
    "aws_kinesis_stream": "what waits in it",
    "aws_sqs_queue": "what waits in it",
    "aws_msk_cluster": "what its topics hold",
}
# Made again, one of these is what it was before: the code says all of it. Any type that is not here
# may hold something that the code does not have, also one that AWS has yet to think of.
STATELESS: Final = frozenset(
    f"aws_{name}"
    for name in """
    acm_certificate_validation alb alb_listener alb_listener_rule alb_target_group
    alb_target_group_attachment autoscaling_policy autoscaling_schedule cloudwatch_event_rule
    cloudwatch_event_target cloudwatch_log_metric_filter cloudwatch_metric_alarm db_option_group
    db_parameter_group db_subnet_group default_network_acl default_route_table
    default_security_group ebs_encryption_by_default ec2_tag ecr_lifecycle_policy
    ecr_pull_through_cache_rule ecr_registry_policy ecr_registry_scanning_configuration
    ecr_replication_configuration ecr_repository_creation_template ecr_repository_policy
    egress_only_internet_gateway eip eip_association eks_access_entry
    eks_access_policy_association eks_addon eks_fargate_profile eks_identity_provider_config
    eks_node_group eks_pod_identity_association elasticache_parameter_group elasticache_subnet_group
    flow_log iam_group_policy iam_group_policy_attachment iam_instance_profile
    iam_openid_connect_provider iam_policy iam_policy_attachment iam_role iam_role_policy
    iam_role_policies_exclusive iam_role_policy_attachment iam_role_policy_attachments_exclusive
    internet_gateway kms_alias kms_grant kms_key_policy launch_template lb lb_listener
    lb_listener_certificate lb_listener_rule lb_target_group lb_target_group_attachment
    main_route_table_association nat_gateway network_acl network_acl_association network_acl_rule
    network_interface rds_cluster_parameter_group route route53_health_check
    route53_zone_association route_table route_table_association s3_account_public_access_block
    s3_bucket_lifecycle_configuration s3_bucket_logging s3_bucket_metric s3_bucket_notification
    s3_bucket_ownership_controls s3_bucket_policy s3_bucket_public_access_block
    s3_bucket_request_payment_configuration
    s3_bucket_server_side_encryption_configuration secretsmanager_secret_policy
    secretsmanager_secret_rotation security_group security_group_rule sns_topic sns_topic_policy
    sqs_queue_policy subnet volume_attachment vpc vpc_dhcp_options vpc_dhcp_options_association
    vpc_endpoint vpc_endpoint_policy vpc_endpoint_route_table_association
    vpc_endpoint_security_group_association vpc_endpoint_subnet_association
    vpc_ipv4_cidr_block_association vpc_peering_connection vpc_peering_connection_accepter
    vpc_peering_connection_options vpc_security_group_egress_rule
    vpc_security_group_ingress_rule vpc_security_group_vpc_association
    """.split()  # noqa: SIM905 (a list of words reads as one)
) | {"terraform_data"}


def loses(type_: str) -> str:
    """What whoever destroys one of this type may lose; "" where that is known to be nothing."""
    if type_ in STATELESS:
        return ""
    return HOLDS_DATA.get(type_, "whatever it holds (Clark does not know this type)")


def noun(type_: str, count: int = 1) -> str:
    """“subnet”, “9 subnets” without the number; the type in words where it is not known."""
    one, several = NOUNS.get(type_, (_plain(type_), f"{_plain(type_)}s"))
    return one if count == 1 else several


def rank(type_: str) -> tuple[int, str]:
    """How telling a thing is: a VPC says more than its route table associations."""
    return (_ORDER.get(type_, len(_ORDER)), type_)


def listed(types: Iterable[str]) -> str:
    """“1 VPC, 9 subnets and 3 NAT gateways”, the most telling first, at most six kinds."""
    counts = Counter(types)
    ranked = sorted(counts, key=rank)
    parts = [f"{counts[each]} {noun(each, counts[each])}" for each in ranked[:6]]
    rest = sum(counts[each] for each in ranked[6:])
    if rest:
        parts.append(f"{rest} other thing{'s' * (rest > 1)}")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _plain(type_: str) -> str:
    return type_.removeprefix("aws_").replace("_", " ")

"""What code may use before anybody approved it. Whatever is not listed is refused.

Needs nothing but Python: the same file runs in the customer's own workflow.
"""

from typing import Final

PROVIDERS: Final = frozenset({"hashicorp/aws", "registry.terraform.io/hashicorp/aws"})
BLOCKS: Final = frozenset(
    {"terraform", "provider", "variable", "locals", "data", "resource", "module", "output"}
    | {"moved", "import", "removed", "check"}
)
BACKEND: Final = frozenset(
    {"bucket", "key", "region", "encrypt", "kms_key_id", "use_lockfile", "workspace_key_prefix"}
)
# Everything else about the provider, credentials and addresses above all, is the runner's affair.
PROVIDER: Final = frozenset(
    {"region", "alias", "allowed_account_ids", "forbidden_account_ids", "max_retries", "retry_mode"}
)
PROVIDER_BLOCKS: Final = frozenset({"default_tags", "ignore_tags"})
# A plan reads data. These describe what there is: they run nothing, ask nobody but AWS, and bring
# nobody's content (objects, start scripts, environments, whole states) into the plan. A parameter's
# value is marked as sensitive by the provider, whatever its type.
DATA: Final = frozenset(
    f"aws_{name}"
    for name in """
    acm_certificate ami arn availability_zone availability_zones billing_service_account
    caller_identity canonical_user_id cloudwatch_log_group cloudwatch_log_groups customer_gateway
    db_subnet_group default_tags ec2_instance_type ec2_instance_type_offerings ec2_instance_types
    ec2_managed_prefix_list ec2_transit_gateway ecr_repository eip eips eks_access_entry eks_addon
    eks_addon_version eks_cluster eks_cluster_versions eks_clusters eks_node_group eks_node_groups
    elasticache_subnet_group elb_service_account iam_account_alias iam_instance_profile
    iam_openid_connect_provider iam_policy iam_policy_document iam_role iam_roles
    iam_session_context internet_gateway kms_alias kms_key lb lb_listener lb_target_group lbs
    nat_gateway nat_gateways network_acls organizations_organization partition prefix_list
    rds_engine_version rds_orderable_db_instance region regions route route53_zone route53_zones
    route_table route_tables s3_bucket security_group security_groups service service_principal
    sns_topic sqs_queue ssm_parameter subnet subnets vpc vpc_dhcp_options vpc_endpoint
    vpc_endpoint_service vpc_peering_connection vpcs vpn_gateway
    """.split()  # noqa: SIM905 (a list of words reads as one)
)
# They compute with what the code has. Not listed: those that tell about the machine (abspath,
# pathexpand), take off the mark that keeps a secret out of the review (nonsensitive), run text as
# code (templatestring), or look for files by a pattern (fileset).
FUNCTIONS: Final = frozenset(
    """
    abs alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename
    bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce
    coalescelist compact concat contains csvdecode dirname distinct element endswith flatten floor
    format formatdate formatlist indent index issensitive join jsondecode jsonencode keys length
    log lookup lower matchkeys max md5 merge min one parseint plantimestamp pow range regex regexall
    replace reverse sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512
    signum slice sort split startswith strcontains strrev substr sum textdecodebase64
    textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring
    transpose trim trimprefix trimspace trimsuffix try upper urldecode urlencode uuid uuidv5 values
    yamldecode yamlencode zipmap
    any list map object optional set tuple
    provider::aws::arn_build provider::aws::arn_parse provider::aws::trim_iam_role_path
    """.split()  # noqa: SIM905 (a list of words reads as one)
)
# Functions that read files: allowed for files of the module itself, named in the code.
FILES: Final = frozenset(
    {"file", "fileexists", "filebase64", "filemd5", "filesha1", "filesha256", "filesha512"}
    | {"filebase64sha256", "filebase64sha512", "templatefile"}
)

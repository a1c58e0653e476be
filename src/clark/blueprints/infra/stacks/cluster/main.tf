# What the network stack of this region published.
data "aws_ssm_parameter" "network" {
  for_each = toset(["vpc_id", "private_subnet_ids", "intra_subnet_ids", "logs_key_arn"])

  name = "/clark/${var.environment}/${var.region}/network/${each.key}"
}

# Roles are one per account, whatever the region: the identity stack made these.
data "aws_iam_role" "clark" {
  for_each = toset(["github-deploy-${var.environment}", "observe"])

  name = "clark-${each.key}"
}

data "aws_partition" "current" {}

locals {
  network  = { for name, parameter in data.aws_ssm_parameter.network : name => parameter.insecure_value }
  iam      = "arn:${data.aws_partition.current.partition}:iam"
  boundary = "${local.iam}::${var.account_id}:policy/clark-boundary"

  people = {
    for index, arn in var.administrator_role_arns :
    "administrator-${index}" => { principal_arn = arn, policy = "AmazonEKSClusterAdminPolicy" }
  }

  # A pipeline changes the applications' namespaces.
  pipelines = {
    for name, namespaces in { deploy = var.application_namespaces } : name => {
      principal_arn                  = data.aws_iam_role.clark["github-deploy-${var.environment}"].arn
      policy                         = "AmazonEKSEditPolicy"
      namespaces                     = namespaces
    } if length(namespaces) > 0
  }

  # An observer looks at everything but Secrets.
  observers = {
    observe = {
      principal_arn = data.aws_iam_role.clark["observe"].arn
      policy        = "AmazonEKSViewPolicy"
    }
  }
}

module "secrets_key" {
  source = "../../../../modules/kms"

  name        = "${local.name}/kubernetes-secrets"
  description = "Kubernetes Secrets of ${local.name}"
  account_id  = var.account_id
  region      = var.region
}

module "volumes_key" {
  source = "../../../../modules/kms"

  name        = "${local.name}/volumes"
  description = "Volumes of the nodes and pods of ${local.name}"
  account_id  = var.account_id
  region      = var.region
  for_volumes = true
}

module "eks" {
  source = "../../../../modules/eks"

  name                     = local.name
  account_id               = var.account_id
  kubernetes_version       = var.kubernetes_version
  vpc_id                   = local.network["vpc_id"]
  control_plane_subnet_ids = split(",", local.network["intra_subnet_ids"])
  public_access_cidrs      = var.public_access_cidrs
  private_access_cidrs     = var.private_access_cidrs
  access                   = merge(local.people, local.pipelines, local.observers)
  secrets_key_arn          = module.secrets_key.arn
  logs_key_arn             = local.network["logs_key_arn"]
  log_retention_days       = var.log_retention_days
  permissions_boundary     = local.boundary
}

# Only what the platform itself needs runs here; workloads have node groups of their own in GitOps.
module "system_nodes" {
  source = "../../../../modules/nodes"

  name                 = "system"
  cluster_name         = module.eks.name
  kubernetes_version   = var.kubernetes_version
  subnet_ids           = split(",", local.network["private_subnet_ids"])
  instance_types       = var.system_nodes.instance_types
  min_size             = var.system_nodes.min_size
  max_size             = var.system_nodes.max_size
  desired_size         = var.system_nodes.desired_size
  labels               = { "clark.dev/nodes" = "system" }
  tags                 = local.tags
  volumes_key_arn      = module.volumes_key.arn
  permissions_boundary = local.boundary

  depends_on = [module.first_addons]
}

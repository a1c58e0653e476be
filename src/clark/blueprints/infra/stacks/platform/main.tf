# What the programs in the cluster may do in AWS, and where databases and caches live.

data "aws_ssm_parameter" "network" {
  for_each = toset(["vpc_id", "intra_subnet_ids"])

  name = "/clark/${var.environment}/${var.region}/network/${each.key}"
}

data "aws_ssm_parameter" "cluster" {
  for_each = toset(["name", "arn", "nodes_security_group_id", "node_role_arn", "node_launch_template_id"])

  name = "/clark/${var.environment}/${var.region}/cluster/${each.key}"
}

data "aws_partition" "current" {}

locals {
  network   = { for name, parameter in data.aws_ssm_parameter.network : name => parameter.insecure_value }
  cluster   = { for name, parameter in data.aws_ssm_parameter.cluster : name => parameter.insecure_value }
  partition = data.aws_partition.current.partition
  boundary  = "arn:${local.partition}:iam::${var.account_id}:policy/clark-boundary"
}

module "data_key" {
  source = "../../../../modules/kms"

  name        = "${local.name}/data"
  description = "Databases, caches, buckets and logins of ${local.name}"
  account_id  = var.account_id
  region      = var.region
}

module "data_network" {
  source = "../../../../modules/data-network"

  name                    = local.name
  environment             = var.environment
  vpc_id                  = local.network["vpc_id"]
  subnet_ids              = split(",", local.network["intra_subnet_ids"])
  nodes_security_group_id = local.cluster["nodes_security_group_id"]
}

module "crossplane" {
  source = "../../../../modules/pod-identity"

  name                 = "${local.name}-crossplane"
  description          = "What Crossplane of ${local.name} may make, change and delete"
  account_id           = var.account_id
  cluster_name         = local.cluster["name"]
  cluster_arn          = local.cluster["arn"]
  service_accounts     = [{ namespace = "crossplane-system", name = "provider-aws" }]
  policies             = local.crossplane_policies
  permissions_boundary = local.boundary
}

module "external_secrets" {
  source = "../../../../modules/pod-identity"

  name                 = "${local.name}-external-secrets"
  description          = "Lets External Secrets of ${local.name} take the role of a namespace, and nothing else"
  account_id           = var.account_id
  cluster_name         = local.cluster["name"]
  cluster_arn          = local.cluster["arn"]
  service_accounts     = [{ namespace = "external-secrets", name = "external-secrets" }]
  permissions_boundary = local.boundary

  policies = {
    take-a-namespace-s-role = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect = "Allow"
        Action = ["sts:AssumeRole", "sts:TagSession"]
        Resource = [
          "arn:${local.partition}:iam::${var.account_id}:role/${local.name}-read-*",
          "arn:${local.partition}:iam::${var.account_id}:role/${local.name}-write-connections",
        ]
      }]
    })
  }
}

module "secrets" {
  source = "../../../../modules/secrets"

  name                 = local.name
  account_id           = var.account_id
  region               = var.region
  environment          = var.environment
  namespaces           = toset(var.application_namespaces)
  controller_role_arn  = module.external_secrets.role_arn
  key_arn              = module.data_key.arn
  permissions_boundary = local.boundary
}

module "load_balancer_controller" {
  source = "../../../../modules/pod-identity"

  name                 = "${local.name}-load-balancers"
  description          = "What the AWS Load Balancer Controller of ${local.name} may do"
  account_id           = var.account_id
  cluster_name         = local.cluster["name"]
  cluster_arn          = local.cluster["arn"]
  service_accounts     = [{ namespace = "kube-system", name = "aws-load-balancer-controller" }]
  policies             = local.load_balancer_policies
  permissions_boundary = local.boundary
}

module "publish" {
  source = "../../../../modules/publish"

  environment = var.environment
  region      = var.region
  layer       = "platform"

  values = merge(
    {
      data_key_arn                      = module.data_key.arn
      db_subnet_group                   = module.data_network.db_subnet_group
      cache_subnet_group                = module.data_network.cache_subnet_group
      crossplane_role_arn               = module.crossplane.role_arn
      external_secrets_role_arn         = module.external_secrets.role_arn
      load_balancer_controller_role_arn = module.load_balancer_controller.role_arn
      secret_writer_role_arn            = module.secrets.writer_role_arn
    },
    { for service, id in module.data_network.security_group_ids : "security_group_ids/${service}" => id },
    { for namespace, arn in module.secrets.reader_role_arns : "secret_reader_role_arns/${namespace}" => arn },
  )
}

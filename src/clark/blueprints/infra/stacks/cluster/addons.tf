# Add-ons, and a role of its own for each that calls AWS.

locals {
  addon_roles = {
    vpc-cni        = "${local.iam}::aws:policy/AmazonEKS_CNI_Policy"
    aws-ebs-csi    = "${local.iam}::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
    aws-cloudwatch = "${local.iam}::aws:policy/CloudWatchAgentServerPolicy"
  }

  # What a node needs before it can be ready.
  first = {
    kube-proxy             = {}
    eks-pod-identity-agent = {}
    vpc-cni = {
      roles         = { aws-node = module.addon_role["vpc-cni"].role_arn }
      configuration = jsonencode({ enableNetworkPolicy = "true" })
    }
  }

  # What needs a node to run on.
  then = {
    coredns        = {}
    metrics-server = {}
    aws-ebs-csi-driver = {
      roles = { ebs-csi-controller-sa = module.addon_role["aws-ebs-csi"].role_arn }
    }
    amazon-cloudwatch-observability = {
      roles = { cloudwatch-agent = module.addon_role["aws-cloudwatch"].role_arn }
    }
  }
}

module "addon_role" {
  source   = "../../../../modules/pod-identity"
  for_each = local.addon_roles

  name                 = "${local.name}-${each.key}"
  description          = "What the add-on ${each.key} of ${local.name} may do"
  account_id           = var.account_id
  cluster_name         = module.eks.name
  cluster_arn          = module.eks.arn
  managed_policy_arns  = { aws = each.value }
  policies             = each.key == "aws-ebs-csi" ? { volumes-key = local.volumes_key_policy } : {}
  permissions_boundary = local.boundary
}

locals {
  volumes_key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Grants"
        Effect    = "Allow"
        Action    = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
        Resource  = module.volumes_key.arn
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
      {
        Sid      = "Use"
        Effect   = "Allow"
        Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = module.volumes_key.arn
      },
    ]
  })
}

module "first_addons" {
  source = "../../../../modules/addons"

  cluster_name = module.eks.name
  addons       = { for name, addon in local.first : name => merge(addon, { version = var.addon_versions[name] }) }
}

module "observability" {
  source = "../../../../modules/observability"

  cluster_name       = module.eks.name
  log_retention_days = var.log_retention_days
  logs_key_arn       = local.network["logs_key_arn"]
}

module "then_addons" {
  source = "../../../../modules/addons"

  cluster_name = module.eks.name
  addons       = { for name, addon in local.then : name => merge(addon, { version = var.addon_versions[name] }) }

  depends_on = [module.system_nodes, module.observability]
}

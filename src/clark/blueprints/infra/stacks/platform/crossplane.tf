# Crossplane makes what the GitOps repository describes, in this region and of this environment: its
# resources end in -<environment>, buckets begin with the organization. It touches neither
# Terraform's network nor roles nor state.

locals {
  account = "${var.region}:${var.account_id}"

  rds = [for kind in ["db", "cluster", "snapshot", "cluster-snapshot"] :
  "arn:${local.partition}:rds:${local.account}:${kind}:*-${var.environment}*"]
  rds_shared = [for kind in ["subgrp", "pg", "cluster-pg", "og", "es"] :
  "arn:${local.partition}:rds:${local.account}:${kind}:*"]

  caches = [for kind in ["replicationgroup", "cluster", "snapshot", "usergroup", "user"] :
  "arn:${local.partition}:elasticache:${local.account}:${kind}:*-${var.environment}*"]
  caches_shared = [for kind in ["subnetgroup", "parametergroup"] :
  "arn:${local.partition}:elasticache:${local.account}:${kind}:*"]

  load_balancers = [for kind in ["loadbalancer/app", "loadbalancer/net", "targetgroup", "listener/app", "listener/net", "listener-rule/app"] :
  "arn:${local.partition}:elasticloadbalancing:${local.account}:${kind}/*-${var.environment}*"]

  # One policy per kind of service: each fits IAM's size limits and can be read alone.
  crossplane_policies = {
    databases = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "Look"
          Effect   = "Allow"
          Action   = ["rds:Describe*", "rds:ListTagsForResource"]
          Resource = "*"
        },
        {
          Sid    = "DatabasesOfThisEnvironment"
          Effect = "Allow"
          Action = [
            "rds:AddTagsToResource", "rds:CreateDBCluster", "rds:CreateDBClusterSnapshot", "rds:CreateDBInstance",
            "rds:CreateDBInstanceReadReplica", "rds:CreateDBSnapshot", "rds:DeleteDBCluster", "rds:DeleteDBInstance",
            "rds:FailoverDBCluster", "rds:ModifyDBCluster", "rds:ModifyDBInstance", "rds:RebootDBInstance",
            "rds:RemoveTagsFromResource", "rds:RestoreDBClusterFromSnapshot", "rds:RestoreDBClusterToPointInTime",
            "rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime", "rds:StartDBInstance",
            "rds:StopDBInstance",
          ]
          Resource = concat(local.rds, local.rds_shared)
        },
        {
          Sid    = "ParameterGroupsOfThisEnvironment"
          Effect = "Allow"
          Action = [
            "rds:CreateDBClusterParameterGroup", "rds:CreateDBParameterGroup", "rds:DeleteDBClusterParameterGroup",
            "rds:DeleteDBParameterGroup", "rds:ModifyDBClusterParameterGroup", "rds:ModifyDBParameterGroup",
            "rds:ResetDBClusterParameterGroup", "rds:ResetDBParameterGroup",
          ]
          Resource = [for kind in ["pg", "cluster-pg"] : "arn:${local.partition}:rds:${local.account}:${kind}:*-${var.environment}*"]
        },
      ]
    })

    caches = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "Look"
          Effect   = "Allow"
          Action   = ["elasticache:Describe*", "elasticache:ListAllowedNodeTypeModifications", "elasticache:ListTagsForResource"]
          Resource = "*"
        },
        {
          Sid    = "CachesOfThisEnvironment"
          Effect = "Allow"
          Action = [
            "elasticache:AddTagsToResource", "elasticache:CreateCacheCluster", "elasticache:CreateReplicationGroup",
            "elasticache:CreateSnapshot", "elasticache:DecreaseReplicaCount", "elasticache:DeleteCacheCluster",
            "elasticache:DeleteReplicationGroup", "elasticache:IncreaseReplicaCount", "elasticache:ModifyCacheCluster",
            "elasticache:ModifyReplicationGroup", "elasticache:ModifyReplicationGroupShardConfiguration",
            "elasticache:RemoveTagsFromResource", "elasticache:TestFailover",
          ]
          Resource = concat(local.caches, local.caches_shared)
        },
      ]
    })

    buckets = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "BucketsOfTheOrganization"
          Effect = "Allow"
          Action = [
            "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:GetAccelerateConfiguration",
            "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
            "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:PutBucket*", "s3:PutEncryptionConfiguration",
            "s3:PutLifecycleConfiguration",
          ]
          Resource  = "arn:${local.partition}:s3:::${var.organization}-*"
          Condition = { StringEquals = { "aws:ResourceAccount" = var.account_id } }
        },
        {
          Sid      = "NeverTheState"
          Effect   = "Deny"
          Action   = "s3:*"
          Resource = ["arn:${local.partition}:s3:::clark-state-*", "arn:${local.partition}:s3:::clark-state-*/*"]
        },
      ]
    })

    load-balancers = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "Look"
          Effect = "Allow"
          Action = [
            "acm:DescribeCertificate", "acm:ListCertificates", "ec2:DescribeInternetGateways", "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets", "ec2:DescribeVpcs", "elasticloadbalancing:Describe*",
          ]
          Resource = "*"
        },
        {
          Sid    = "LoadBalancersOfThisEnvironment"
          Effect = "Allow"
          Action = [
            "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateLoadBalancer",
            "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup",
            "elasticloadbalancing:DeleteListener", "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:DeleteRule", "elasticloadbalancing:DeleteTargetGroup",
            "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets",
          ]
          Resource = local.load_balancers
        },
      ]
    })

    # Workload node groups only: `system` is Terraform's.
    node-groups = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "Look"
          Effect   = "Allow"
          Action   = ["eks:DescribeCluster", "eks:ListNodegroups"]
          Resource = local.cluster["arn"]
        },
        {
          Sid    = "WorkloadNodeGroups"
          Effect = "Allow"
          Action = [
            "eks:CreateNodegroup", "eks:DeleteNodegroup", "eks:DescribeNodegroup", "eks:TagResource", "eks:UntagResource",
            "eks:UpdateNodegroupConfig", "eks:UpdateNodegroupVersion",
          ]
          Resource = [local.cluster["arn"], "arn:${local.partition}:eks:${local.account}:nodegroup/${local.cluster["name"]}/*/*"]
        },
        {
          Sid      = "NeverTheSystemNodes"
          Effect   = "Deny"
          Action   = ["eks:DeleteNodegroup", "eks:UpdateNodegroupConfig", "eks:UpdateNodegroupVersion"]
          Resource = "arn:${local.partition}:eks:${local.account}:nodegroup/${local.cluster["name"]}/system/*"
        },
        {
          Sid      = "NodesOfTheSameLaunchTemplate"
          Effect   = "Allow"
          Action   = ["ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates", "ec2:DescribeSubnets"]
          Resource = "*"
        },
        {
          # EKS starts an instance as the caller to see whether the template may be used.
          Sid       = "TryTheLaunchTemplate"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags", "ec2:RunInstances"]
          Resource  = "arn:${local.partition}:ec2:${local.account}:*/*"
          Condition = { ArnLikeIfExists = { "ec2:LaunchTemplate" = "arn:${local.partition}:ec2:${local.account}:launch-template/${local.cluster["node_launch_template_id"]}" } }
        },
        {
          Sid       = "NodesOfTheSameRole"
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = local.cluster["node_role_arn"]
          Condition = { StringEquals = { "iam:PassedToService" = ["ec2.amazonaws.com", "eks.amazonaws.com"] } }
        },
        {
          Sid      = "RoleOfTheNodes"
          Effect   = "Allow"
          Action   = ["iam:GetRole", "iam:ListAttachedRolePolicies"]
          Resource = local.cluster["node_role_arn"]
        },
      ]
    })

    keys = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "EncryptWithTheDataKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
          Resource = module.data_key.arn
        },
        {
          Sid       = "LetServicesUseTheDataKey"
          Effect    = "Allow"
          Action    = ["kms:CreateGrant"]
          Resource  = module.data_key.arn
          Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
        },
        {
          # AWS refuses it once the role exists, and the provider asks without need.
          Sid       = "FirstUseOfAService"
          Effect    = "Allow"
          Action    = "iam:CreateServiceLinkedRole"
          Resource  = "arn:${local.partition}:iam::${var.account_id}:role/aws-service-role/*"
          Condition = { StringEquals = { "iam:AWSServiceName" = ["rds.amazonaws.com", "elasticache.amazonaws.com", "elasticloadbalancing.amazonaws.com", "eks-nodegroup.amazonaws.com"] } }
        },
      ]
    })
  }
}

# What a workflow may do that applies a reviewed plan of one environment: what the modules make, by
# name where AWS knows names, by region and tag where it does not.

locals {
  prefix        = { for environment in concat(var.environments, ["shared"]) : environment => "clark-${environment}-" }
  these_regions = { StringEquals = { "aws:RequestedRegion" = var.regions } }

  apply_state_policies = {
    for environment in keys(local.prefix) : environment => jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "StateOfTheEnvironment"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject"]
          Resource = ["${local.bucket}/${environment}/*.tfstate", "${local.bucket}/${environment}/*.tflock"]
        },
        {
          Sid      = "Unlock"
          Effect   = "Allow"
          Action   = "s3:DeleteObject"
          Resource = "${local.bucket}/${environment}/*.tflock"
        },
        {
          Sid      = "ReviewedPlans"
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = "${local.bucket}/plans/live/${environment}/*"
        },
        {
          Sid      = "StateKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = local.state["key_arn"]
        },
      ]
    })
  }

  # Roles only inside the boundary, only with the environment's prefix, only for these services.
  roles_policies = {
    for environment, prefix in local.prefix : environment => jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "MakeInsideTheBoundary"
          Effect    = "Allow"
          Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
          Resource  = "${local.iam}:role/${prefix}*"
          Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
        },
        {
          Sid      = "Change"
          Effect   = "Allow"
          Action   = ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRoleDescription"]
          Resource = "${local.iam}:role/${prefix}*"
        },
        {
          Sid      = "HandOver"
          Effect   = "Allow"
          Action   = "iam:PassRole"
          Resource = "${local.iam}:role/${prefix}*"
          Condition = { StringEquals = { "iam:PassedToService" = [
            "ec2.amazonaws.com", "ecr.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com",
          ] } }
        },
        {
          Sid      = "FirstUseOfAService"
          Effect   = "Allow"
          Action   = "iam:CreateServiceLinkedRole"
          Resource = "${local.iam}:role/aws-service-role/*"
          Condition = { StringEquals = { "iam:AWSServiceName" = [
            "autoscaling.amazonaws.com", "ecr.amazonaws.com", "eks-nodegroup.amazonaws.com", "eks.amazonaws.com",
            "elasticache.amazonaws.com", "rds.amazonaws.com", "replication.ecr.amazonaws.com",
          ] } }
        },
      ]
    })
  }

  # EC2 knows most of a network by ids alone: bounded by region, and by what the modules need.
  network_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "Network"
      Effect = "Allow"
      Action = [
        "ec2:AllocateAddress", "ec2:AssociateAddress", "ec2:AssociateRouteTable", "ec2:AttachInternetGateway",
        "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs", "ec2:CreateInternetGateway",
        "ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ec2:CreateNatGateway", "ec2:CreateRoute",
        "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc",
        "ec2:CreateVpcEndpoint", "ec2:DeleteFlowLogs", "ec2:DeleteInternetGateway", "ec2:DeleteLaunchTemplate",
        "ec2:DeleteLaunchTemplateVersions", "ec2:DeleteNatGateway", "ec2:DeleteRoute", "ec2:DeleteRouteTable",
        "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteTags", "ec2:DeleteVpc", "ec2:DeleteVpcEndpoints",
        "ec2:DetachInternetGateway", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable", "ec2:ModifyLaunchTemplate",
        "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint",
        "ec2:ReleaseAddress", "ec2:ReplaceRoute", "ec2:ReplaceRouteTableAssociation", "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress", "ec2:RunInstances", "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
        "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
      ]
      Resource  = "arn:${local.partition}:ec2:*:*:*"
      Condition = local.these_regions
    }]
  })

  region_policies = {
    for environment in var.environments : environment => jsonencode({
      Version = "2012-10-17"
      Statement = concat(local.keys_and_parameters[environment], [
        {
          Sid    = "Cluster"
          Effect = "Allow"
          Action = [
            "eks:AssociateAccessPolicy", "eks:CreateAccessEntry", "eks:CreateAddon", "eks:CreateCluster", "eks:CreateNodegroup",
            "eks:CreatePodIdentityAssociation", "eks:DeleteAccessEntry", "eks:DeleteAddon", "eks:DeleteCluster",
            "eks:DeleteNodegroup", "eks:DeletePodIdentityAssociation", "eks:DisassociateAccessPolicy", "eks:TagResource",
            "eks:UntagResource", "eks:UpdateAccessEntry", "eks:UpdateAddon", "eks:UpdateClusterConfig", "eks:UpdateClusterVersion",
            "eks:UpdateNodegroupConfig", "eks:UpdateNodegroupVersion", "eks:UpdatePodIdentityAssociation",
          ]
          Resource = "arn:${local.partition}:eks:*:${var.account_id}:*/${local.prefix[environment]}*"
        },
        {
          Sid    = "LogGroups"
          Effect = "Allow"
          Action = [
            "logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy", "logs:PutRetentionPolicy",
            "logs:TagResource", "logs:UntagResource",
          ]
          Resource = [for path in ["/aws/eks", "/aws/containerinsights", "/aws/vpc-flow-logs"] :
          "arn:${local.partition}:logs:*:${var.account_id}:log-group:${path}/${local.prefix[environment]}*"]
        },
        {
          Sid       = "FlowLogs"
          Effect    = "Allow"
          Action    = ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"]
          Resource  = "*"
          Condition = local.these_regions
        },
        {
          Sid    = "SubnetGroups"
          Effect = "Allow"
          Action = [
            "elasticache:AddTagsToResource", "elasticache:CreateCacheSubnetGroup", "elasticache:DeleteCacheSubnetGroup",
            "elasticache:ModifyCacheSubnetGroup", "elasticache:RemoveTagsFromResource", "rds:AddTagsToResource",
            "rds:CreateDBSubnetGroup", "rds:DeleteDBSubnetGroup", "rds:ModifyDBSubnetGroup", "rds:RemoveTagsFromResource",
          ]
          Resource = [
            "arn:${local.partition}:elasticache:*:${var.account_id}:subnetgroup:clark-${environment}",
            "arn:${local.partition}:rds:*:${var.account_id}:subgrp:clark-${environment}",
          ]
        },
      ])
    })
  }

  keys_and_parameters = {
    for environment in keys(local.prefix) : environment => [
      {
        Sid       = "MakeKeys"
        Effect    = "Allow"
        Action    = ["kms:CreateKey", "kms:TagResource"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = var.regions, "aws:RequestTag/clark.dev/environment" = environment } }
      },
      {
        Sid    = "ChangeItsOwnKeys"
        Effect = "Allow"
        Action = [
          "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
          "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
        ]
        Resource  = "arn:${local.partition}:kms:*:${var.account_id}:key/*"
        Condition = { StringEquals = { "aws:ResourceTag/clark.dev/environment" = environment } }
      },
      {
        Sid      = "Aliases"
        Effect   = "Allow"
        Action   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
        Resource = [for name in [local.prefix[environment], "clark/images"] : "arn:${local.partition}:kms:*:${var.account_id}:alias/${name}*"]
      },
      {
        Sid      = "Publish"
        Effect   = "Allow"
        Action   = ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"]
        Resource = "arn:${local.partition}:ssm:*:${var.account_id}:parameter/clark/${environment}/*"
      },
    ]
  }

  registry_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.keys_and_parameters["shared"], [
      {
        Sid    = "Repositories"
        Effect = "Allow"
        Action = [
          "ecr:CreateRepository", "ecr:DeleteLifecyclePolicy", "ecr:DeleteRepository", "ecr:PutImageScanningConfiguration",
          "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy", "ecr:TagResource", "ecr:UntagResource",
        ]
        Resource = "arn:${local.partition}:ecr:*:${var.account_id}:repository/${var.organization}/*"
      },
      {
        Sid    = "Registry"
        Effect = "Allow"
        Action = [
          "ecr:CreateRepositoryCreationTemplate", "ecr:DeleteRepositoryCreationTemplate", "ecr:PutRegistryScanningConfiguration",
          "ecr:PutReplicationConfiguration", "ecr:UpdateRepositoryCreationTemplate",
        ]
        Resource  = "*"
        Condition = local.these_regions
      },
    ])
  })

  push_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "SignIn"
        Effect    = "Allow"
        Action    = "ecr:GetAuthorizationToken"
        Resource  = "*"
        Condition = local.these_regions
      },
      {
        Sid    = "Push"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
        Resource = "arn:${local.partition}:ecr:*:${var.account_id}:repository/${var.organization}/*"
      },
    ]
  })
}

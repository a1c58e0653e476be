# Reading, for plans and for observers: descriptions, never contents. No secret's value, no object
# but the state itself.

locals {
  read_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Describe"
        Effect = "Allow"
        Action = [
          "ec2:Describe*", "ecr:Describe*", "ecr:GetLifecyclePolicy", "ecr:GetRegistryPolicy", "ecr:GetRegistryScanningConfiguration",
          "ecr:GetRepositoryPolicy", "ecr:ListTagsForResource", "eks:Describe*", "eks:List*", "elasticache:Describe*",
          "elasticache:ListTagsForResource", "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole",
          "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListOpenIDConnectProviders",
          "iam:ListPolicyTags", "iam:ListPolicyVersions", "iam:ListRolePolicies", "iam:ListRoleTags", "kms:DescribeKey",
          "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags", "logs:Describe*",
          "logs:ListTagsForResource", "rds:Describe*", "rds:ListTagsForResource", "ssm:DescribeParameters", "ssm:ListTagsForResource",
          "sts:GetCallerIdentity",
        ]
        Resource = "*"
      },
      {
        Sid      = "PublishedValues"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter", "ssm:GetParameters"]
        Resource = "arn:${local.partition}:ssm:*:${var.account_id}:parameter/clark/*"
      },
      {
        Sid    = "TheStateBucketItself"
        Effect = "Allow"
        Action = [
          "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetAccelerateConfiguration",
          "s3:GetReplicationConfiguration", "s3:ListBucket",
        ]
        Resource = local.bucket
      },
    ]
  })

  # A plan reads every state and writes only plans. It takes no lock: it cannot write one.
  plan_state_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadState"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${local.bucket}/*.tfstate"
      },
      {
        Sid      = "WritePlans"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${local.bucket}/plans/*"
      },
      {
        Sid      = "StateKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = local.state["key_arn"]
      },
    ]
  })

  # What runs in the account, for a dashboard: services, their tags and their metrics.
  observe_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ecr:DescribeImages", "ecr:DescribeRepositories", "eks:DescribeAddon",
        "eks:DescribeCluster", "eks:DescribeNodegroup", "eks:ListAddons", "eks:ListClusters", "eks:ListNodegroups",
        "elasticache:Describe*", "elasticache:ListTagsForResource", "elasticloadbalancing:Describe*", "rds:Describe*",
        "rds:ListTagsForResource", "s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketTagging",
        "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListAllMyBuckets",
        "secretsmanager:DescribeSecret", "secretsmanager:ListSecrets", "tag:GetResources",
      ]
      Resource = "*"
    }]
  })
}

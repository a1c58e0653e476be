# The most that any role made by a workflow can ever do, whatever policies it is given. It grants
# nothing by itself.

resource "aws_iam_policy" "boundary" {
  name        = "clark-boundary"
  description = "Bounds every role that Terraform makes in a region; grants nothing by itself"
  policy      = local.boundary_policy
}

locals {
  boundary_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AtMostTheseServices"
        Effect = "Allow"
        Action = [
          "acm:Describe*", "acm:List*", "autoscaling:*", "cloudwatch:*", "ec2:*", "ecr:*", "eks-auth:*", "eks:*", "elasticache:*",
          "elasticloadbalancing:*", "kms:*", "logs:*", "rds:*", "s3:*", "secretsmanager:*", "ssm:*", "ssmmessages:*", "ec2messages:*",
          "sts:AssumeRole", "sts:TagSession", "xray:Put*",
        ]
        Resource = "*"
      },
      {
        Sid      = "HandOverAndLookAtRoles"
        Effect   = "Allow"
        Action   = ["iam:CreateServiceLinkedRole", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:PassRole"]
        Resource = "${local.iam}:role/*"
      },
      {
        Sid      = "NeverTheState"
        Effect   = "Deny"
        Action   = "s3:*"
        Resource = [local.bucket, "${local.bucket}/*"]
      },
      {
        Sid      = "NeverTheRolesOfWorkflows"
        Effect   = "Deny"
        Action   = ["iam:PassRole", "sts:AssumeRole"]
        Resource = ["${local.iam}:role/clark-github-*", "${local.iam}:role/clark-observe"]
      },
    ]
  })
}

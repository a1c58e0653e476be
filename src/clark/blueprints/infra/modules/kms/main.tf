# One customer-managed key with rotation, and an alias people can read.

data "aws_partition" "current" {}

locals {
  root = "arn:${data.aws_partition.current.partition}:iam::${var.account_id}:root"
  logs = "arn:${data.aws_partition.current.partition}:logs:${var.region}:${var.account_id}:*"

  # The account's own IAM policies decide who uses the key.
  account = [{
    Sid       = "AccountDecides"
    Effect    = "Allow"
    Principal = { AWS = local.root }
    Action    = "kms:*"
    Resource  = "*"
  }]

  log_groups = [{
    Sid       = "LogGroupsOfThisAccount"
    Effect    = "Allow"
    Principal = { Service = "logs.${var.region}.amazonaws.com" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    Resource  = "*"
    Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.logs } }
  }]

  # Service-linked roles (Auto Scaling starting an encrypted node) have no policy of their own for
  # the key. This is how AWS's own aws/ebs key lets them in: through the service, from this account.
  volumes = [{
    Sid       = "VolumesOfThisAccount"
    Effect    = "Allow"
    Principal = { AWS = "*" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"]
    Resource  = "*"
    Condition = {
      StringEquals = {
        "kms:CallerAccount" = var.account_id
        "kms:ViaService"    = "ec2.${var.region}.amazonaws.com"
      }
    }
  }]
}

resource "aws_kms_key" "this" {
  #checkov:skip=CKV2_AWS_64:The policy is below; the check does not see through the expression that joins its statements.
  description             = var.description
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_in_days

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.account,
      [for statement in local.log_groups : statement if var.for_log_groups],
      [for statement in local.volumes : statement if var.for_volumes],
    )
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

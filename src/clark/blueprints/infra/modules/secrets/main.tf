# Who may read and write which logins in Secrets Manager.
#
# External Secrets runs as one role that may do nothing but take another one: the role of the
# namespace a SecretStore lives in. A namespace's role reads `clark/<environment>/*/<namespace>` and
# nothing else; the namespace of the connections writes below `clark/<environment>/`.

data "aws_partition" "current" {}

locals {
  prefix = "arn:${data.aws_partition.current.partition}:secretsmanager:${var.region}:${var.account_id}:secret:clark/${var.environment}"

  # Secrets Manager ends an ARN with six characters of its own.
  readers = { for namespace in var.namespaces : namespace => "${local.prefix}/*/${namespace}-??????" }
}

resource "aws_iam_role" "reader" {
  for_each = local.readers

  name                 = "${var.name}-read-${each.key}"
  description          = "Reads the logins of the namespace ${each.key} of ${var.name}"
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = local.trust
}

resource "aws_iam_role_policy" "reader" {
  for_each = local.readers

  name = "read"
  role = aws_iam_role.reader[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Read"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
        Resource = each.value
      },
      local.decrypt,
    ]
  })
}

resource "aws_iam_role" "writer" {
  name                 = "${var.name}-write-connections"
  description          = "Writes the logins of new services of ${var.name}"
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = local.trust
}

resource "aws_iam_role_policy" "writer" {
  name = "write"
  role = aws_iam_role.writer.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Write"
        Effect = "Allow"
        Action = [
          "secretsmanager:CreateSecret",
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:TagResource",
          "secretsmanager:UpdateSecret",
        ]
        Resource = "${local.prefix}/*"
      },
      merge(local.decrypt, { Sid = "Encrypt", Action = ["kms:Decrypt", "kms:GenerateDataKey"] }),
    ]
  })
}

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.controller_role_arn }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
    }]
  })

  decrypt = {
    Sid       = "Decrypt"
    Effect    = "Allow"
    Action    = ["kms:Decrypt"]
    Resource  = var.key_arn
    Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
  }
}

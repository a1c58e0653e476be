# The role of a dashboard that shows what runs: it looks and cannot change anything. Whom
# `observer_arns` names may take it; empty, whoever in this account may assume roles and knows the
# external id. To end all of it, remove this file and
# the output with the role: nothing else depends on it.

resource "aws_iam_role" "observe" {
  name        = "clark-observe"
  description = "Looks at services for a dashboard; cannot change anything or read a secret"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = length(var.observer_arns) > 0 ? var.observer_arns : ["${local.iam}:root"] }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = { StringEquals = { "sts:ExternalId" = var.observer_external_id } }
    }]
  })
}

resource "aws_iam_role_policy" "observe" {
  #checkov:skip=CKV_AWS_355:It only describes; most of these calls know no single resource, and a dashboard shows all of them.
  name   = "look"
  role   = aws_iam_role.observe.id
  policy = local.observe_policy
}

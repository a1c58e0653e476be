# A role for one job of one workflow file. AWS compares only GitHub's `sub` claim, so `sub` carries
# everything that is checked: repository, environment (or event) and the workflow file with its ref.
# The repository must ask GitHub for that form once:
#
#   gh api -X PUT repos/OWNER/NAME/actions/oidc/customization/sub \
#     -F use_default=false -f 'include_claim_keys[]=repo' -f 'include_claim_keys[]=context' \
#     -f 'include_claim_keys[]=job_workflow_ref'

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = var.description
  max_session_duration = var.max_session_seconds

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = var.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
        StringLike = {
          "token.actions.githubusercontent.com:sub" = [
            for caller in var.callers :
            "repo:${caller.repository}:${caller.context}:job_workflow_ref:${caller.workflow}"
          ]
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = var.policies

  name   = each.key
  role   = aws_iam_role.this.id
  policy = each.value
}

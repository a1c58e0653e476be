# Who may do what in the account from outside the clusters: roles for GitHub's workflows, for an
# observer, and the boundary that no role made by a workflow can leave. Applied by a person: a
# workflow that could change these could give itself anything.

data "aws_partition" "current" {}

data "aws_ssm_parameter" "state" {
  for_each = toset(["bucket", "key_arn"])

  name = "/clark/shared/global/state/${each.key}"
}

locals {
  partition = data.aws_partition.current.partition
  iam       = "arn:${local.partition}:iam::${var.account_id}"
  state     = { for name, parameter in data.aws_ssm_parameter.state : name => parameter.insecure_value }
  bucket    = "arn:${local.partition}:s3:::${local.state["bucket"]}"

  # The infrastructure repository's own workflow, at the reviewed branch or at a pull request's merge.
  workflow = "${var.repository}/.github/workflows/terraform.yml"
  drift    = "${var.repository}/.github/workflows/drift.yml"
}

module "github" {
  source = "../../../../modules/github-oidc"
}

module "plan" {
  source = "../../../../modules/github-role"

  name         = "clark-github-plan"
  description  = "Reads what Terraform manages, to plan a pull request or to look for drift"
  provider_arn = module.github.arn
  policies     = { read = local.read_policy, state = local.plan_state_policy }

  callers = [
    { repository = var.repository, context = "pull_request", workflow = "${local.workflow}@refs/pull/*/merge" },
    { repository = var.repository, context = "ref:refs/heads/main", workflow = "${local.drift}@refs/heads/main" },
  ]
}

module "apply" {
  source   = "../../../../modules/github-role"
  for_each = toset(concat(var.environments, ["shared"]))

  name                = "clark-github-apply-${each.key}"
  description         = "Applies reviewed plans of ${each.key}, after the approval of its GitHub environment"
  provider_arn        = module.github.arn
  max_session_seconds = 7200

  policies = merge(
    { read = local.read_policy, state = local.apply_state_policies[each.key], roles = local.roles_policies[each.key] },
    each.key == "shared" ? { registry = local.registry_policy } : { region = local.region_policies[each.key], network = local.network_policy },
  )

  callers = [
    { repository = var.repository, context = "environment:${each.key}", workflow = "${local.workflow}@refs/heads/main" },
  ]
}

module "deploy" {
  source   = "../../../../modules/github-role"
  for_each = toset(var.environments)

  name         = "clark-github-deploy-${each.key}"
  description  = "Deploys applications to the clusters of ${each.key}; what it may change there is an access entry"
  provider_arn = module.github.arn

  policies = {
    clusters = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = "eks:DescribeCluster"
        Resource = "arn:${local.partition}:eks:*:${var.account_id}:cluster/clark-${each.key}-*"
      }]
    })
  }

  callers = [
    { repository = "${var.github_owner}/*", context = "environment:${each.key}", workflow = var.deploy_workflow },
  ]
}

module "push" {
  source = "../../../../modules/github-role"

  name         = "clark-github-push"
  description  = "Pushes images that the shared pipeline built from a main branch"
  provider_arn = module.github.arn
  policies     = { images = local.push_policy }

  callers = [
    { repository = "${var.github_owner}/*", context = "ref:refs/heads/main", workflow = var.image_workflow },
  ]
}

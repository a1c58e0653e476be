# The root stacks as one customer has them. The test writes the values of a stack's
# terraform.tfvars.json where `values:` names the stack. The provider is mocked.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  # One value serves for an id, an ARN and a list of two.
  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "arn:aws:kms:us-east-1:111122223333:key/mock,arn:aws:kms:us-east-1:111122223333:key/mock" }
  }

  mock_data "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111122223333:policy/clark-boundary" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:111122223333:log-group:mock" }
  }

  mock_resource "aws_eks_cluster" {
    defaults = {
      arn                   = "arn:aws:eks:us-east-1:111122223333:cluster/clark-prod-us-east-1"
      certificate_authority = [{ data = "bW9jaw==" }]
    }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-00000000000000000", latest_version = 1 }
  }
}

run "identity" {
  module {
    source = "./live/shared/global/identity"
  }

  variables {
    # values: live/shared/global/identity
  }

  assert {
    condition     = alltrue([for name in ["prod", "dev"] : length(local.read_policy) + length(local.apply_state_policies[name]) + length(local.roles_policies[name]) + length(local.region_policies[name]) + length(local.network_policy) <= 10240])
    error_message = "IAM takes 10,240 characters of inline policies for one role."
  }

  assert {
    condition     = length(aws_iam_policy.boundary.policy) <= 6144
    error_message = "IAM takes 6,144 characters of a managed policy."
  }

  assert {
    condition     = jsondecode(local.roles_policies["prod"]).Statement[0].Condition == { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/clark-boundary" } }
    error_message = "A workflow makes roles inside the boundary only."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(local.roles_policies["prod"]).Statement : startswith(statement.Resource, "arn:aws:iam::111122223333:role/clark-prod-") || startswith(statement.Resource, "arn:aws:iam::111122223333:role/aws-service-role/")])
    error_message = "A workflow of one environment changes no role of another, nor its own."
  }

  assert {
    condition     = length([for policy in [local.read_policy, local.plan_state_policy, local.observe_policy] : policy if strcontains(policy, "GetSecretValue") || strcontains(policy, "iam:Create") || strcontains(policy, "iam:Put")]) == 0
    error_message = "What only reads reads no secret, and changes no role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.observe.assume_role_policy).Statement[0].Condition == { StringEquals = { "sts:ExternalId" = "techcorp" } }
    error_message = "An observer names its customer."
  }
}

run "registry_at_home" {
  module {
    source = "./live/shared/us-east-1/registry"
  }

  variables {
    # values: live/shared/us-east-1/registry
  }

  assert {
    condition     = toset(keys(output.repository_urls)) == toset(["orders"])
    error_message = "The home region has the repositories."
  }
}

run "registry_elsewhere" {
  module {
    source = "./live/shared/eu-west-1/registry"
  }

  variables {
    # values: live/shared/eu-west-1/registry
  }

  assert {
    condition     = length(output.repository_urls) == 0
    error_message = "Elsewhere AWS makes them on the first copy."
  }
}

run "network" {
  module {
    source = "./live/prod/us-east-1/network"
  }

  variables {
    # values: live/prod/us-east-1/network
  }

  assert {
    condition     = length(output.nat_public_ips) == 3
    error_message = "Production has a NAT gateway in each zone."
  }
}

run "network_outside_production" {
  module {
    source = "./live/dev/us-east-1/network"
  }

  variables {
    # values: live/dev/us-east-1/network
  }

  assert {
    condition     = length(output.nat_public_ips) == 1
    error_message = "Elsewhere one is enough."
  }
}

run "cluster" {
  module {
    source = "./live/prod/us-east-1/cluster"
  }

  variables {
    # values: live/prod/us-east-1/cluster
  }

  assert {
    condition     = output.name == "clark-prod-us-east-1"
    error_message = "The cluster is named by environment and region."
  }

  assert {
    condition     = toset(keys(output.addon_versions)) == toset(["amazon-cloudwatch-observability", "aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "metrics-server", "vpc-cni"])
    error_message = "Every add-on is there."
  }

  assert {
    condition     = local.pipelines["deploy"].namespaces == tolist(["orders"])
    error_message = "A pipeline deploys to the applications' namespaces only."
  }
}

run "platform" {
  module {
    source = "./live/prod/us-east-1/platform"
  }

  variables {
    # values: live/prod/us-east-1/platform
  }

  assert {
    condition     = sum([for policy in values(local.crossplane_policies) : length(policy)]) <= 10240 && sum([for policy in values(local.load_balancer_policies) : length(policy)]) <= 10240
    error_message = "IAM takes 10,240 characters of inline policies for one role."
  }

  assert {
    condition     = keys(output.secret_reader_role_arns) == ["orders"]
    error_message = "Each application reads its own logins."
  }
}

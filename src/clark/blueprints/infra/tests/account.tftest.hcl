# Without credentials: the provider is mocked.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000" }
  }

  mock_resource "aws_s3_bucket" {
    override_during = plan
    defaults        = { arn = "arn:aws:s3:::clark-state-mock" }
  }
}

variables {
  name                 = "clark-prod-eu-west-1"
  account_id           = "111122223333"
  region               = "eu-west-1"
  description          = "test"
  key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  permissions_boundary = "arn:aws:iam::111122223333:policy/clark-boundary"
}

run "key_for_logs" {
  module {
    source = "./modules/kms"
  }

  variables {
    for_log_groups = true
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && [for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid] == ["AccountDecides", "LogGroupsOfThisAccount"]
    error_message = "A rotating key for the account and its log groups, and for nobody else."
  }
}

run "state_bucket" {
  command = plan # what is never destroyed cannot be applied in a test

  module {
    source = "./modules/state-bucket"
  }

  variables {
    name = "clark-state-111122223333"
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled"
    error_message = "Old states can be brought back."
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect] == ["Deny", "Deny"]
    error_message = "The bucket's policy only takes away."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    error_message = "The state is private."
  }
}

run "images" {
  module {
    source = "./modules/ecr"
  }

  variables {
    prefix       = "techcorp"
    repositories = ["orders", "web/shop"]
    replicate_to = ["us-east-1", "us-west-2"]
  }

  assert {
    condition = alltrue([for repository in aws_ecr_repository.this :
    repository.image_tag_mutability == "IMMUTABLE" && one(repository.encryption_configuration).kms_key == var.key_arn && one(repository.image_scanning_configuration).scan_on_push])
    error_message = "Tags never move; images are encrypted and scanned."
  }

  assert {
    condition     = aws_ecr_repository.this["orders"].name == "techcorp/orders" && toset(keys(aws_ecr_lifecycle_policy.this)) == toset(["orders", "web/shop"])
    error_message = "Every repository has its lifecycle."
  }

  assert {
    condition     = toset(one(one(aws_ecr_replication_configuration.this["on"].replication_configuration).rule).destination[*].region) == toset(["us-east-1", "us-west-2"])
    error_message = "Images are copied to the other regions."
  }

  assert {
    condition     = aws_ecr_repository_creation_template.copies.applied_for == toset(["REPLICATION"]) && aws_ecr_repository_creation_template.copies.image_tag_mutability == "IMMUTABLE"
    error_message = "A copy is kept as strictly as its original."
  }
}

run "logins" {
  module {
    source = "./modules/secrets"
  }

  variables {
    environment         = "prod"
    namespaces          = ["orders"]
    controller_role_arn = "arn:aws:iam::111122223333:role/external-secrets"
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.reader["orders"].policy).Statement[0].Resource == "arn:aws:secretsmanager:eu-west-1:111122223333:secret:clark/prod/*/orders-??????"
    error_message = "A namespace reads its own logins of its environment."
  }

  assert {
    condition     = jsondecode(aws_iam_role.reader["orders"].assume_role_policy).Statement[0].Principal == { AWS = "arn:aws:iam::111122223333:role/external-secrets" }
    error_message = "Only External Secrets takes a namespace's role."
  }
}

run "logins_of_everybody_are_refused" {
  command = plan

  module {
    source = "./modules/secrets"
  }

  variables {
    environment         = "prod"
    namespaces          = ["*"]
    controller_role_arn = "arn:aws:iam::111122223333:role/external-secrets"
  }

  expect_failures = [var.namespaces]
}

run "workflow" {
  module {
    source = "./modules/github-role"
  }

  variables {
    provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    policies     = {}
    callers      = [{ repository = "techcorp/infra", context = "environment:prod", workflow = "techcorp/infra/.github/workflows/terraform.yml@refs/heads/main" }]
  }

  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition == {
      StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
      StringLike   = { "token.actions.githubusercontent.com:sub" = ["repo:techcorp/infra:environment:prod:job_workflow_ref:techcorp/infra/.github/workflows/terraform.yml@refs/heads/main"] }
    }
    error_message = "Repository, environment and workflow file are all compared."
  }
}

run "any_workflow_is_refused" {
  command = plan

  module {
    source = "./modules/github-role"
  }

  variables {
    provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    policies     = {}
    callers      = [{ repository = "*", context = "*", workflow = "*" }]
  }

  expect_failures = [var.callers]
}

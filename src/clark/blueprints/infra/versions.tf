# Nothing is applied from here: the stacks are in live/. This file lets `terraform test` find the
# provider that tests/ mocks.

terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

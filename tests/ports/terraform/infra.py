"""A tiny infrastructure repository: a bucket and a parameter, in one stack."""

import json

from clark.ports.terraform import Stack

REPOSITORY = "techcorp/clark-platform-infra"
STACK = Stack("dev", "eu-west-1", "tiny")
MAIN = """terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
  backend "s3" {}
}

provider "aws" {
  region = var.region
}

module "store" {
  source = "../../../../modules/store"
  name   = var.name
  owner  = var.owner
}

resource "aws_ssm_parameter" "login" {
  name        = "/clark/${var.name}/login"
  description = "The bucket is ${module.store.bucket}"
  type        = "SecureString"
  value       = var.login
}
"""
VARIABLES = """variable "region" { type = string }
variable "name" { type = string }
variable "owner" { type = string }
variable "login" {
  type      = string
  sensitive = true
}
"""
OUTPUTS = """output "bucket" { value = module.store.bucket }
output "login" {
  value     = aws_ssm_parameter.login.value
  sensitive = true
}
"""
STORE = """variable "name" { type = string }
variable "owner" { type = string }

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = { owner = var.owner }
}

resource "aws_ssm_parameter" "owner" {
  name  = "/clark/${var.name}/owner"
  type  = "String"
  value = var.owner
  tier  = "Standard"
}

output "bucket" { value = aws_s3_bucket.this.bucket }
"""
SECRET = "correct-horse-battery"


def files(lock: str, stack: Stack = STACK, **values: str) -> dict[str, str]:
    """The repository's files with these values of the stack's variables."""
    given = {"region": stack.region, "name": "tiny", "owner": "maya", "login": SECRET} | values
    return {
        f"{stack.path}/main.tf": MAIN,
        f"{stack.path}/variables.tf": VARIABLES,
        f"{stack.path}/outputs.tf": OUTPUTS,
        f"{stack.path}/terraform.tfvars.json": json.dumps(given),
        f"{stack.path}/.terraform.lock.hcl": lock,
        "modules/store/main.tf": STORE,
    }

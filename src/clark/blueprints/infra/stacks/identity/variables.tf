variable "organization" {
  description = "The company in names: lower-case letters, digits and -."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,39}$", var.organization))
    error_message = "The organization has 2 to 40 lower-case letters, digits and -, and starts with a letter."
  }
}

variable "account_id" {
  description = "The AWS account. Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account id has 12 digits."
  }
}

variable "region" {
  description = "The home region, where the state and the parameters of the whole account lie."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Write an AWS region, for example eu-west-1."
  }
}

variable "repository" {
  description = "owner/name of this repository, for the tags."
  type        = string
}

variable "regions" {
  description = "Every region of the organization, the home region first."
  type        = list(string)

  validation {
    condition     = length(var.regions) > 0 && var.regions[0] == var.region
    error_message = "The home region is the first of the regions."
  }
}

variable "environments" {
  description = "Every environment, for example dev, staging, prod."
  type        = list(string)

  validation {
    condition     = alltrue([for environment in var.environments : can(regex("^[a-z][a-z0-9]{1,11}$", environment)) && !contains(["github", "observe", "shared"], environment)])
    error_message = "An environment has 2 to 12 lower-case letters and digits, and is not called shared, github or observe: roles have these names."
  }
}

variable "github_owner" {
  description = "The GitHub organization of the applications."
  type        = string
}

variable "deploy_workflow" {
  description = "The reusable workflow that deploys: owner/name/.github/workflows/file.yml@ref."
  type        = string
}

variable "image_workflow" {
  description = "The reusable workflow that builds and pushes images: owner/name/.github/workflows/file.yml@ref."
  type        = string
}

variable "observer_arns" {
  description = "IAM principals of a dashboard outside the account. Empty: only principals of this account."
  type        = list(string)
  default     = []
}

variable "observer_external_id" {
  description = "A word the observer must know; no secret, it keeps apart the customers of one observer."
  type        = string
}

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

variable "bucket" {
  description = "Name of the bucket for state and plans; begins with clark-state-."
  type        = string

  validation {
    condition     = startswith(var.bucket, "clark-state-")
    error_message = "The name begins with clark-state-: roles in the clusters are kept away from it by that."
  }
}

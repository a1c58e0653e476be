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
  description = "The AWS region, for example eu-west-1."
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

variable "repositories" {
  description = "Image repositories, without the organization; empty in all regions but the first."
  type        = list(string)
  default     = []
}

variable "replicate_to" {
  description = "Regions that get a copy of every image; empty in all regions but the first."
  type        = list(string)
  default     = []

  validation {
    condition     = !contains(var.replicate_to, var.region)
    error_message = "A region does not copy to itself."
  }
}

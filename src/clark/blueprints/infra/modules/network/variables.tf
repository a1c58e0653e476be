variable "name" {
  description = "Prefix of every name in the network, for example clark-prod-us-east-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,47}$", var.name))
    error_message = "A name has 2 to 48 lower-case letters, digits and -, and starts with a letter."
  }
}

variable "account_id" {
  description = "The AWS account of the network."
  type        = string
}

variable "region" {
  description = "The AWS region of the network."
  type        = string
}

variable "cidr" {
  description = "The VPC's range, from /16 to /22. Private subnets take three quarters of it."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "The range is not a network: write its first address, for example 10.0.0.0/16."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 22, false)
    error_message = "A VPC here has a range from /16 (the largest AWS allows) to /22 (250 pods per zone; endpoints and databases get tight below)."
  }
}

variable "zones" {
  description = "The three availability zones, in an order that never changes: it decides the ranges."
  type        = list(string)

  validation {
    condition     = length(var.zones) == 3 && length(distinct(var.zones)) == 3
    error_message = "Name three different availability zones."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway per zone (production), or one for all (cheaper, and a zone may take all down)."
  type        = bool
}

variable "interface_endpoints" {
  description = "AWS services reached through an interface endpoint, without `com.amazonaws.<region>.`."
  type        = set(string)
}

variable "log_retention_days" {
  description = "Days that flow logs are kept."
  type        = number
}

variable "logs_key_arn" {
  description = "KMS key of the log groups."
  type        = string
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here."
  type        = string
}

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

variable "environment" {
  description = "The environment, for example prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "An environment has 2 to 12 lower-case letters and digits."
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

variable "cidr" {
  description = "The VPC's range, from /16 to /22. It can never change."
  type        = string
}

variable "zones" {
  description = "The three availability zones, in an order that never changes."
  type        = list(string)
}

variable "nat_per_zone" {
  description = "A NAT gateway per zone (production), or one for all."
  type        = bool
  default     = true
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC. Each costs by the hour and zone; without one its traffic goes through NAT."
  type        = set(string)
  default     = ["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts"]
}

variable "log_retention_days" {
  description = "Days that flow logs are kept."
  type        = number
  default     = 365
}

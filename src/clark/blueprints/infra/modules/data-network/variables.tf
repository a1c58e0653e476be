variable "name" {
  description = "Prefix of the security groups' names."
  type        = string
}

variable "environment" {
  description = "The environment; the subnet groups are called `clark-<environment>`."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way to the internet, one per zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A standby needs a second zone: name subnets in at least two."
  }
}

variable "nodes_security_group_id" {
  description = "Security group of the cluster's nodes."
  type        = string
}

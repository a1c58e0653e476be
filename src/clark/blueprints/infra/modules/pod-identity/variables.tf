variable "name" {
  description = "Name of the role."
  type        = string

  validation {
    condition     = length(var.name) <= 64
    error_message = "A role's name has at most 64 characters."
  }
}

variable "description" {
  description = "What the role is for."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "cluster_name" {
  description = "The cluster whose pods get the role."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of that cluster; no other cluster's pods get the role."
  type        = string
}

variable "service_accounts" {
  description = "Kubernetes service accounts that get the role."
  type        = set(object({ namespace = string, name = string }))
  default     = []
}

variable "policies" {
  description = "Inline policies: name → JSON."
  type        = map(string)
  default     = {}
}

variable "managed_policy_arns" {
  description = "Managed policies: short name → ARN."
  type        = map(string)
  default     = {}
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role."
  type        = string
}

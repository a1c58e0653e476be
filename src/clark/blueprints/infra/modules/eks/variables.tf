variable "name" {
  description = "Name of the cluster and prefix of what belongs to it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,47}$", var.name))
    error_message = "A name has 2 to 48 lower-case letters, digits and -, and starts with a letter."
  }
}

variable "account_id" {
  description = "The AWS account of the cluster."
  type        = string
}

variable "kubernetes_version" {
  description = "Kubernetes version, for example 1.35. One minor version up at a time."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "Write the minor version, for example 1.35."
  }
}

variable "vpc_id" {
  description = "The VPC of the cluster."
  type        = string
}

variable "control_plane_subnet_ids" {
  description = "Subnets for the control plane's network interfaces, without a way to the internet."
  type        = list(string)

  validation {
    condition     = length(var.control_plane_subnet_ids) >= 2
    error_message = "EKS needs subnets in at least two zones."
  }
}

variable "public_access_cidrs" {
  description = "Ranges that may call the Kubernetes API from the internet. Empty: no public endpoint."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Name the ranges of your offices or VPN, for example 203.0.113.0/24. The whole internet is refused."
  }
}

variable "private_access_cidrs" {
  description = "Ranges that may call the Kubernetes API inside the network, for example a VPN's."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.private_access_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Name ranges of your own network, for example 10.200.0.0/16."
  }
}

variable "access" {
  description = "Who may do what: a short name → IAM role, EKS access policy, namespaces (empty: all)."
  type = map(object({
    principal_arn = string
    policy        = string
    namespaces    = optional(list(string), [])
  }))

  validation {
    condition = alltrue([for entry in values(var.access) : contains(
      ["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy"],
      entry.policy,
    )])
    error_message = "The policy is one of EKS's access policies, for example AmazonEKSViewPolicy."
  }
}

variable "secrets_key_arn" {
  description = "KMS key that encrypts Kubernetes Secrets. Never changes in the life of a cluster."
  type        = string
}

variable "logs_key_arn" {
  description = "KMS key of the log group."
  type        = string
}

variable "log_retention_days" {
  description = "Days that the control plane's logs are kept."
  type        = number
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here."
  type        = string
}

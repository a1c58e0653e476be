variable "name" {
  description = "Name of the node group, for example system."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,14}$", var.name))
    error_message = "A node group's name has 2 to 15 lower-case letters, digits and -."
  }
}

variable "cluster_name" {
  description = "The cluster the nodes join."
  type        = string
}

variable "kubernetes_version" {
  description = "Kubernetes version of the nodes: the cluster's, or up to three minor versions behind."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the nodes, one per zone."
  type        = list(string)
}

variable "instance_types" {
  description = "EC2 instance types, first choice first."
  type        = list(string)

  validation {
    condition     = length(var.instance_types) > 0
    error_message = "Name at least one instance type, for example m7i.large."
  }
}

variable "ami_type" {
  description = "EKS image of the nodes."
  type        = string
  default     = "AL2023_x86_64_STANDARD"

  validation {
    condition = contains(
      ["AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64"],
      var.ami_type,
    )
    error_message = "The image is AL2023 or Bottlerocket, for x86_64 or ARM_64."
  }
}

variable "min_size" {
  description = "Fewest nodes."
  type        = number

  validation {
    condition     = var.min_size >= 1
    error_message = "At least one node."
  }
}

variable "max_size" {
  description = "Most nodes."
  type        = number

  validation {
    condition     = var.max_size >= var.min_size
    error_message = "max_size must not be below min_size."
  }
}

variable "desired_size" {
  description = "Nodes at the start. Later changes are ignored; change min_size and max_size."
  type        = number

  validation {
    condition     = var.desired_size >= var.min_size && var.desired_size <= var.max_size
    error_message = "desired_size lies between min_size and max_size."
  }
}

variable "volume_gib" {
  description = "Size of each node's volume in GiB."
  type        = number
  default     = 50

  validation {
    condition     = var.volume_gib >= 20
    error_message = "A node's volume has at least 20 GiB."
  }
}

variable "labels" {
  description = "Kubernetes labels of the nodes."
  type        = map(string)
  default     = {}
}

variable "taints" {
  description = "Kubernetes taints of the nodes: key → value and effect (NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE)."
  type        = map(object({ value = string, effect = string }))
  default     = {}
}

variable "tags" {
  description = "Tags of the instances and volumes. The provider's default tags do not reach them."
  type        = map(string)
  default     = {}
}

variable "volumes_key_arn" {
  description = "KMS key of the volumes."
  type        = string
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here."
  type        = string
}

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

variable "kubernetes_version" {
  description = "Kubernetes version. One minor version up at a time, with the add-ons' versions."
  type        = string
  default     = "1.35"
}

variable "addon_versions" {
  description = "Version of every add-on, for the Kubernetes version. `aws eks describe-addon-versions` lists them."
  type        = map(string)

  default = {
    vpc-cni                         = "v1.21.1-eksbuild.3"
    kube-proxy                      = "v1.35.0-eksbuild.2"
    coredns                         = "v1.13.2-eksbuild.1"
    eks-pod-identity-agent          = "v1.3.10-eksbuild.2"
    metrics-server                  = "v0.8.0-eksbuild.5"
    aws-ebs-csi-driver              = "v1.54.0-eksbuild.1"
    amazon-cloudwatch-observability = "v4.7.0-eksbuild.1"
  }
}

variable "public_access_cidrs" {
  description = "Ranges that may call the Kubernetes API from the internet. Empty: no public endpoint."
  type        = list(string)
  default     = []
}

variable "private_access_cidrs" {
  description = "Ranges that may call the Kubernetes API inside the network, for example a VPN's."
  type        = set(string)
  default     = []
}

variable "administrator_role_arns" {
  description = "IAM roles of the people who administer the cluster. The order never changes; add at the end."
  type        = list(string)
  default     = []
}

variable "application_namespaces" {
  description = "Kubernetes namespaces of applications, each named in full. Pipelines deploy to these and no others."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for namespace in var.application_namespaces : can(regex("^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$", namespace))])
    error_message = "Name each namespace in full: at most 24 lower-case letters, digits and -."
  }
}

variable "system_nodes" {
  description = "The node group of the platform itself. desired_size counts at the start only."
  type = object({
    instance_types = list(string)
    min_size       = number
    max_size       = number
    desired_size   = number
  })

  default = {
    instance_types = ["m7i.large", "m6i.large"]
    min_size       = 3
    max_size       = 6
    desired_size   = 3
  }
}

variable "log_retention_days" {
  description = "Days that the logs of the control plane and the containers are kept."
  type        = number
  default     = 365
}

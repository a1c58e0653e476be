variable "name" {
  description = "Prefix of the roles' names."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "region" {
  description = "The AWS region."
  type        = string
}

variable "environment" {
  description = "The environment; logins lie at `clark/<environment>/<service>/<application>`."
  type        = string
}

variable "namespaces" {
  description = "Kubernetes namespaces of applications; the name is the application's in the login's path."
  type        = set(string)

  validation {
    condition     = alltrue([for namespace in var.namespaces : can(regex("^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$", namespace))])
    error_message = "Name each namespace in full, at most 24 lower-case letters, digits and -: a wildcard would let one application read another's logins."
  }
}

variable "controller_role_arn" {
  description = "Role of the External Secrets controller."
  type        = string
}

variable "key_arn" {
  description = "KMS key of the logins."
  type        = string
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here."
  type        = string
}

variable "cluster_name" {
  description = "The cluster."
  type        = string
}

variable "addons" {
  description = "Add-on → version, configuration (JSON) and roles (Kubernetes service account → role ARN)."
  type = map(object({
    version       = string
    configuration = optional(string)
    roles         = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for addon in values(var.addons) : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", addon.version))])
    error_message = "Pin every add-on to a full version, for example v1.21.1-eksbuild.3."
  }
}

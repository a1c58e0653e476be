variable "environment" {
  description = "Environment of the stack that publishes."
  type        = string
}

variable "region" {
  description = "Region of the stack that publishes, or `global`."
  type        = string
}

variable "layer" {
  description = "Layer of the stack that publishes, for example network."
  type        = string
}

variable "values" {
  description = "Name → value. Lists are joined with commas by the caller. Never a secret."
  type        = map(string)

  validation {
    condition     = alltrue([for name in keys(var.values) : can(regex("^[a-z][a-z0-9_/-]*$", name))])
    error_message = "A parameter's name is lower case: letters, digits, _ / and -."
  }
}

variable "name" {
  description = "Name of the role."
  type        = string
}

variable "description" {
  description = "What the role is for."
  type        = string
}

variable "provider_arn" {
  description = "GitHub's identity provider in the account."
  type        = string
}

variable "callers" {
  description = "Who may take the role: repository (owner/name), context (environment:<name>, pull_request or ref:refs/heads/main) and workflow (owner/name/.github/workflows/<file>@<ref>)."
  type = list(object({
    repository = string
    context    = string
    workflow   = string
  }))

  validation {
    condition     = length(var.callers) > 0 && alltrue([for caller in var.callers : can(regex("^[A-Za-z0-9-]+/(\\*|[A-Za-z0-9._-]+)$", caller.repository))])
    error_message = "Name each repository as owner/name; only the name may be *, for every repository of the owner."
  }

  validation {
    condition     = alltrue([for caller in var.callers : can(regex("^(environment:[a-z0-9-]+|pull_request|ref:refs/heads/[A-Za-z0-9._/-]+)$", caller.context))])
    error_message = "A context is environment:<name>, pull_request or ref:refs/heads/<branch>."
  }

  validation {
    condition     = alltrue([for caller in var.callers : can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+/\\.github/workflows/[A-Za-z0-9._-]+@refs/.+$", caller.workflow))])
    error_message = "Name the workflow file and its ref: owner/name/.github/workflows/file.yml@refs/heads/main."
  }
}

variable "policies" {
  description = "Inline policies: name → JSON."
  type        = map(string)
}

variable "max_session_seconds" {
  description = "Longest session. A cluster takes a quarter of an hour to make."
  type        = number
  default     = 3600
}

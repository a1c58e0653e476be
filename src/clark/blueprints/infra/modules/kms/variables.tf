variable "name" {
  description = "Name of the key's alias, without `alias/`."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9/_-]{1,250}$", var.name)) && !startswith(var.name, "aws/")
    error_message = "An alias has letters, digits, / _ and -, and does not start with aws/."
  }
}

variable "description" {
  description = "What the key encrypts."
  type        = string
}

variable "account_id" {
  description = "The AWS account that owns the key."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account id has 12 digits."
  }
}

variable "region" {
  description = "The AWS region of the key."
  type        = string
}

variable "deletion_window_in_days" {
  description = "Days in which a deleted key can still be rescued."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_in_days >= 7 && var.deletion_window_in_days <= 30
    error_message = "AWS accepts 7 to 30 days."
  }
}

variable "for_log_groups" {
  description = "Whether CloudWatch log groups of the account are encrypted with the key."
  type        = bool
  default     = false
}

variable "for_volumes" {
  description = "Whether EBS volumes of the account are encrypted with the key."
  type        = bool
  default     = false
}

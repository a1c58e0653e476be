variable "cluster_name" {
  description = "The cluster whose containers write the logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept; one of the values CloudWatch knows."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 days, or whole years up to ten."
  }
}

variable "logs_key_arn" {
  description = "KMS key of the log groups."
  type        = string
}

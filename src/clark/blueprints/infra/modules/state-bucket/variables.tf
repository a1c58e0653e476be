variable "name" {
  description = "Name of the bucket, unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and -."
  }
}

variable "account_id" {
  description = "The AWS account; nobody of another reads the state."
  type        = string
}

variable "key_arn" {
  description = "KMS key of the state."
  type        = string
}

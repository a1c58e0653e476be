variable "name" {
  description = "Prefix of names in IAM."
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

variable "prefix" {
  description = "First part of every repository's name."
  type        = string
}

variable "repositories" {
  description = "Image repositories, without the prefix."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.repositories : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name))])
    error_message = "A repository has lower-case letters and digits, with single . _ / or - between."
  }
}

variable "replicate_to" {
  description = "Regions that get a copy of every image; empty in all regions but the first."
  type        = set(string)
  default     = []
}

variable "keep_images" {
  description = "Newest images kept in each repository."
  type        = number
  default     = 200

  validation {
    condition     = var.keep_images >= 10
    error_message = "Keep at least 10 images: an older one may be what you roll back to."
  }
}

variable "key_arn" {
  description = "KMS key of the images."
  type        = string
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here."
  type        = string
}

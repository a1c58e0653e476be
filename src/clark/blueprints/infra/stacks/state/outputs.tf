output "bucket" {
  description = "Name of the bucket for -backend-config."
  value       = module.bucket.name
}

output "key_arn" {
  description = "KMS key of state and plans."
  value       = module.key.arn
}

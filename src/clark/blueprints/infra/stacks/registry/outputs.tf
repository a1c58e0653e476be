output "repository_urls" {
  description = "Address of every repository, by short name."
  value       = module.ecr.repository_urls
}

output "key_arn" {
  description = "KMS key of the images."
  value       = module.key.arn
}

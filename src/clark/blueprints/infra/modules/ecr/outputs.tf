output "repository_urls" {
  description = "Address of every repository, by short name."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

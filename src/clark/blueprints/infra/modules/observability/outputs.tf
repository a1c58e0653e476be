output "log_groups" {
  description = "Name of every log group, by what it holds."
  value       = { for kind, group in aws_cloudwatch_log_group.this : kind => group.name }
}

output "reader_role_arns" {
  description = "Role for the SecretStore of each namespace."
  value       = { for namespace, role in aws_iam_role.reader : namespace => role.arn }
}

output "writer_role_arn" {
  description = "Role for the SecretStore of the connections' namespace."
  value       = aws_iam_role.writer.arn
}

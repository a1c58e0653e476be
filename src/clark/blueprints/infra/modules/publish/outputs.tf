output "names" {
  description = "Full names of the parameters, by short name."
  value       = { for name, parameter in aws_ssm_parameter.this : name => parameter.name }
}

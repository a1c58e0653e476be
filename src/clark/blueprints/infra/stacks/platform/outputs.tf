output "crossplane_role_arn" {
  description = "Role of Crossplane's AWS provider."
  value       = module.crossplane.role_arn
}

output "external_secrets_role_arn" {
  description = "Role of the External Secrets controller."
  value       = module.external_secrets.role_arn
}

output "secret_reader_role_arns" {
  description = "Role for the SecretStore of each application's namespace."
  value       = module.secrets.reader_role_arns
}

output "secret_writer_role_arn" {
  description = "Role for the SecretStore of the connections' namespace."
  value       = module.secrets.writer_role_arn
}

output "load_balancer_controller_role_arn" {
  description = "Role of the AWS Load Balancer Controller."
  value       = module.load_balancer_controller.role_arn
}

output "db_subnet_group" {
  description = "Name of the subnet group for databases."
  value       = module.data_network.db_subnet_group
}

output "cache_subnet_group" {
  description = "Name of the subnet group for caches."
  value       = module.data_network.cache_subnet_group
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "public_subnet_ids" {
  description = "Subnets for load balancers that face the internet."
  value       = module.network.public_subnet_ids
}

output "private_subnet_ids" {
  description = "Subnets for nodes and internal load balancers."
  value       = module.network.private_subnet_ids
}

output "intra_subnet_ids" {
  description = "Subnets without a way to the internet."
  value       = module.network.intra_subnet_ids
}

output "nat_public_ips" {
  description = "Addresses that the outside sees, by zone."
  value       = module.network.nat_public_ips
}

output "name" {
  description = "Name of the cluster."
  value       = module.eks.name
}

output "endpoint" {
  description = "Address of the Kubernetes API."
  value       = module.eks.endpoint
}

output "node_role_arn" {
  description = "Role of the nodes, for workload node groups in GitOps."
  value       = module.system_nodes.role_arn
}

output "addon_versions" {
  description = "Version of every add-on."
  value       = merge(module.first_addons.versions, module.then_addons.versions)
}

output "name" {
  description = "Name of the node group."
  value       = aws_eks_node_group.this.node_group_name
}

output "role_arn" {
  description = "Role of the nodes; workload node groups made by Crossplane use the same."
  value       = aws_iam_role.node.arn
}

output "launch_template_id" {
  description = "Launch template of the nodes; workload node groups made by Crossplane use the same."
  value       = aws_launch_template.node.id
}

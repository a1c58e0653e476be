output "plan_role_arn" {
  description = "Role of plans and drift checks: the GitHub variable CLARK_PLAN_ROLE."
  value       = module.plan.arn
}

output "apply_role_arns" {
  description = "Role that applies, by environment: the variable CLARK_APPLY_ROLE of that GitHub environment."
  value       = { for environment, role in module.apply : environment => role.arn }
}

output "deploy_role_arns" {
  description = "Role that deploys applications, by environment."
  value       = { for environment, role in module.deploy : environment => role.arn }
}

output "push_role_arn" {
  description = "Role that pushes images."
  value       = module.push.arn
}

output "observe_role_arn" {
  description = "Role of a dashboard."
  value       = aws_iam_role.observe.arn
}

output "boundary_arn" {
  description = "Policy that bounds every role Terraform makes in a region."
  value       = aws_iam_policy.boundary.arn
}

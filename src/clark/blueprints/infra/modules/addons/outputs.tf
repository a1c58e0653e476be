output "versions" {
  description = "Version of every add-on, by name."
  value       = { for name, addon in aws_eks_addon.this : name => addon.addon_version }
}

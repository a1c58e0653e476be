# EKS add-ons at pinned versions. `aws eks describe-addon-versions` lists those of a Kubernetes version.

resource "aws_eks_addon" "this" {
  for_each = var.addons

  cluster_name                = var.cluster_name
  addon_name                  = each.key
  addon_version               = each.value.version
  configuration_values        = each.value.configuration
  resolve_conflicts_on_create = "NONE"
  resolve_conflicts_on_update = "PRESERVE"

  dynamic "pod_identity_association" {
    for_each = each.value.roles

    content {
      service_account = pod_identity_association.key
      role_arn        = pod_identity_association.value
    }
  }
}

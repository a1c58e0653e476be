module "publish" {
  source = "../../../../modules/publish"

  environment = var.environment
  region      = var.region
  layer       = "cluster"

  values = {
    name                    = module.eks.name
    arn                     = module.eks.arn
    endpoint                = module.eks.endpoint
    certificate_authority   = module.eks.certificate_authority
    nodes_security_group_id = module.eks.security_group_id
    node_role_arn           = module.system_nodes.role_arn
    node_launch_template_id = module.system_nodes.launch_template_id
    volumes_key_arn         = module.volumes_key.arn
  }
}

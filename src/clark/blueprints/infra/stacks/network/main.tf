data "aws_partition" "current" {}

locals {
  boundary = "arn:${data.aws_partition.current.partition}:iam::${var.account_id}:policy/clark-boundary"
}

module "logs_key" {
  source = "../../../../modules/kms"

  name           = "${local.name}/logs"
  description    = "Log groups of ${local.name}"
  account_id     = var.account_id
  region         = var.region
  for_log_groups = true
}

module "network" {
  source = "../../../../modules/network"

  name                 = local.name
  account_id           = var.account_id
  region               = var.region
  cidr                 = var.cidr
  zones                = var.zones
  nat_per_zone         = var.nat_per_zone
  interface_endpoints  = var.interface_endpoints
  log_retention_days   = var.log_retention_days
  logs_key_arn         = module.logs_key.arn
  permissions_boundary = local.boundary
}

module "publish" {
  source = "../../../../modules/publish"

  environment = var.environment
  region      = var.region
  layer       = "network"

  values = {
    vpc_id             = module.network.vpc_id
    cidr               = var.cidr
    public_subnet_ids  = join(",", module.network.public_subnet_ids)
    private_subnet_ids = join(",", module.network.private_subnet_ids)
    intra_subnet_ids   = join(",", module.network.intra_subnet_ids)
    logs_key_arn       = module.logs_key.arn
  }
}

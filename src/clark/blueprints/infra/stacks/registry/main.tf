data "aws_partition" "current" {}

module "key" {
  source = "../../../../modules/kms"

  name        = "clark/images"
  description = "Images in ${var.region}"
  account_id  = var.account_id
  region      = var.region
}

module "ecr" {
  source = "../../../../modules/ecr"

  name                 = "clark-shared-${var.region}"
  account_id           = var.account_id
  region               = var.region
  prefix               = var.organization
  repositories         = toset(var.repositories)
  replicate_to         = toset(var.replicate_to)
  key_arn              = module.key.arn
  permissions_boundary = "arn:${data.aws_partition.current.partition}:iam::${var.account_id}:policy/clark-boundary"
}

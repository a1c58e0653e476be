# The very first stack: the bucket its own state moves into. See the README for the first apply.

module "key" {
  source = "../../../../modules/kms"

  name        = "clark/state"
  description = "Terraform's state and plans"
  account_id  = var.account_id
  region      = var.region
}

module "bucket" {
  source = "../../../../modules/state-bucket"

  name       = var.bucket
  account_id = var.account_id
  key_arn    = module.key.arn
}

module "publish" {
  source = "../../../../modules/publish"

  environment = "shared"
  region      = "global"
  layer       = "state"

  values = {
    bucket  = module.bucket.name
    key_arn = module.key.arn
  }
}

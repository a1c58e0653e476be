locals {
  tags = {
    "clark.dev/environment" = "shared"
    "clark.dev/managed-by"  = "terraform"
    "clark.dev/repository"  = var.repository
    "clark.dev/stack"       = "shared/global/state"
  }
}

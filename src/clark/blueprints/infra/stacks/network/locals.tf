locals {
  name = "clark-${var.environment}-${var.region}"

  tags = {
    "clark.dev/environment" = var.environment
    "clark.dev/managed-by"  = "terraform"
    "clark.dev/repository"  = var.repository
    "clark.dev/stack"       = "${var.environment}/${var.region}/network"
  }
}

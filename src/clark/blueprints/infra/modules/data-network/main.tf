# Where databases and caches live: the intra subnets, reachable from the cluster's nodes alone.
# The databases and caches themselves are definitions in GitOps; they name these groups.

locals {
  ports = { postgresql = 5432, redis = 6379 }
}

resource "aws_db_subnet_group" "this" {
  name        = "clark-${var.environment}"
  description = "Subnets of the databases of ${var.name}"
  subnet_ids  = var.subnet_ids
}

resource "aws_elasticache_subnet_group" "this" {
  name        = "clark-${var.environment}"
  description = "Subnets of the caches of ${var.name}"
  subnet_ids  = var.subnet_ids
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Attached to databases and caches, which are definitions in GitOps and not in this graph.
  for_each = local.ports

  name        = "${var.name}-${each.key}"
  description = "Who may connect to ${each.key} of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  for_each = local.ports

  security_group_id            = aws_security_group.this[each.key].id
  description                  = "From pods on the nodes of the cluster"
  referenced_security_group_id = var.nodes_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

# EKS makes one security group for control plane and nodes; node groups made by Terraform and by
# Crossplane both get it, so they always reach each other. This one only adds who else may call the
# Kubernetes API inside the VPC.

resource "aws_security_group" "api" {
  name        = "${var.name}-api"
  description = "Who may call the Kubernetes API beside the nodes"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-api" }
}

resource "aws_vpc_security_group_ingress_rule" "api" {
  for_each = var.private_access_cidrs

  security_group_id = aws_security_group.api.id
  description       = "Kubernetes API from ${each.value}"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

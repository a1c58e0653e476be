# Load balancers let HTTPS in and reach pods on the nodes, at whatever port those listen on.

resource "aws_security_group" "https" {
  #checkov:skip=CKV2_AWS_5:Attached to load balancers, which are definitions in GitOps and not in this graph.
  name        = "${var.name}-https"
  description = "Load balancers of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-https" }
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.https.id
  description       = "HTTPS from anywhere that the load balancer can be reached from"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "pods" {
  security_group_id            = aws_security_group.https.id
  description                  = "To pods on the nodes of the cluster"
  referenced_security_group_id = var.nodes_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 1
  to_port                      = 65535
}

resource "aws_vpc_security_group_ingress_rule" "pods" {
  #checkov:skip=CKV_AWS_24:From the load balancers' own group alone, never from addresses; pods choose their ports.
  #checkov:skip=CKV_AWS_25:From the load balancers' own group alone, never from addresses.
  #checkov:skip=CKV_AWS_260:From the load balancers' own group alone, never from addresses.
  security_group_id            = var.nodes_security_group_id
  description                  = "From load balancers to pods"
  referenced_security_group_id = aws_security_group.https.id
  ip_protocol                  = "tcp"
  from_port                    = 1
  to_port                      = 65535
}

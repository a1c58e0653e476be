# One of each kind that once differed after it was applied, and of those that moto lacks.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
  backend "s3" {}
}

provider "aws" {
  region              = "us-west-2"
  allowed_account_ids = ["111122223333"]
  default_tags { tags = { team = "platform" } }
}

data "aws_availability_zones" "here" {}

resource "aws_vpc" "this" { cidr_block = "10.7.0.0/16" }

resource "aws_subnet" "this" {
  count             = 2
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 4, count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_kms_key" "this" { enable_key_rotation = true }

resource "aws_iam_role" "this" {
  name = "small"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["eks.amazonaws.com", "ec2.amazonaws.com", "pods.eks.amazonaws.com"] } }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_eks_cluster" "this" {
  name                          = "small"
  version                       = "1.34"
  role_arn                      = aws_iam_role.this.arn
  bootstrap_self_managed_addons = false
  enabled_cluster_log_types     = ["audit"]

  access_config { authentication_mode = "API" }
  upgrade_policy { support_type = "STANDARD" }
  zonal_shift_config { enabled = true }
  vpc_config {
    subnet_ids              = aws_subnet.this[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
  encryption_config {
    resources = ["secrets"]
    provider { key_arn = aws_kms_key.this.arn }
  }
}

resource "aws_launch_template" "this" {
  name = "small"
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "small" }
  }
}

resource "aws_eks_node_group" "this" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "small"
  node_role_arn   = aws_iam_role.this.arn
  subnet_ids      = aws_subnet.this[*].id
  instance_types  = ["m6i.large"]
  labels          = { pool = "small" }
  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = var.most
  }
  taint {
    key    = "only"
    value  = "small"
    effect = "NO_SCHEDULE"
  }
  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }
}

variable "most" { type = number }

resource "aws_eks_access_entry" "this" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = "arn:aws:iam::111122223333:role/admin"
}

resource "aws_eks_access_policy_association" "this" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.this.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
  access_scope {
    type       = "namespace"
    namespaces = ["orders"]
  }
}

data "aws_eks_addon_version" "dns" {
  addon_name         = "coredns"
  kubernetes_version = aws_eks_cluster.this.version
}

resource "aws_eks_addon" "dns" {
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "coredns"
  addon_version = data.aws_eks_addon_version.dns.version
}

resource "aws_eks_addon" "volumes" {
  cluster_name = aws_eks_cluster.this.name
  addon_name   = "aws-ebs-csi-driver"
  pod_identity_association {
    service_account = "ebs-csi-controller-sa"
    role_arn        = aws_iam_role.this.arn
  }
}

resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "orders"
  service_account = "orders"
  role_arn        = aws_iam_role.this.arn
}

resource "aws_security_group" "this" {
  name   = "small"
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  security_group_id            = aws_security_group.this.id
  description                  = "From the nodes"
  referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_parameter_group" "this" {
  name   = "small"
  family = "postgres16"
  parameter {
    name  = "log_min_duration_statement"
    value = "500"
  }
}

resource "aws_ecr_repository_creation_template" "this" {
  prefix               = "techcorp"
  applied_for          = ["REPLICATION"]
  image_tag_mutability = "IMMUTABLE"
  encryption_configuration { encryption_type = "AES256" }
}

resource "aws_ssm_parameter" "this" {
  name  = "/small/endpoint"
  type  = "String"
  value = aws_eks_cluster.this.endpoint
}

resource "aws_elasticache_subnet_group" "this" {
  name       = "small"
  subnet_ids = aws_subnet.this[*].id
}

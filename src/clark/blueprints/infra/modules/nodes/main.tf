# One managed node group with its role and launch template.

data "aws_partition" "current" {}

locals {
  policies = toset([
    "AmazonEKSWorkerNodeMinimalPolicy",   # describe itself; let the Pod Identity agent get roles for pods
    "AmazonEC2ContainerRegistryPullOnly", # pull images
    "AmazonSSMManagedInstanceCore",       # a session for a person instead of SSH, recorded by AWS
  ])
}

resource "aws_iam_role" "node" {
  name                 = "${var.cluster_name}-${var.name}-node"
  description          = "What nodes of ${var.cluster_name} may do; pods have roles of their own"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = local.policies

  role       = aws_iam_role.node.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.key}"
}

resource "aws_launch_template" "node" {
  name                   = "${var.cluster_name}-${var.name}"
  description            = "Nodes of ${var.cluster_name}: IMDSv2 only, encrypted volume, no SSH key"
  update_default_version = true

  # Pods cannot reach the node's credentials: their packets take a second hop.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.volume_gib
      encrypted             = true
      kms_key_id            = var.volumes_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(var.tags, { Name = "${var.cluster_name}-${var.name}" })
    }
  }
}

resource "aws_eks_node_group" "this" {
  cluster_name    = var.cluster_name
  node_group_name = var.name
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = var.subnet_ids
  version         = var.kubernetes_version
  ami_type        = var.ami_type
  capacity_type   = "ON_DEMAND"
  instance_types  = var.instance_types
  labels          = var.labels

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = true
  }

  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }

  dynamic "taint" {
    for_each = var.taints

    content {
      key    = taint.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }

  # The autoscaler moves desired_size between min and max; Terraform sets it once. Scale with those.
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}

# Without credentials: the provider is mocked.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_eks_cluster" {
    defaults = { certificate_authority = [{ data = "bW9jaw==" }] }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-00000000000000000", latest_version = 1 }
  }
}

variables {
  name                     = "clark-prod-eu-west-1"
  account_id               = "111122223333"
  region                   = "eu-west-1"
  kubernetes_version       = "1.35"
  vpc_id                   = "vpc-00000000000000000"
  control_plane_subnet_ids = ["subnet-0", "subnet-1", "subnet-2"]
  secrets_key_arn          = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  logs_key_arn             = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  log_retention_days       = 365
  permissions_boundary     = "arn:aws:iam::111122223333:policy/clark-boundary"
  access                   = {}
}

run "cluster" {
  module {
    source = "./modules/eks"
  }

  variables {
    private_access_cidrs = ["10.200.0.0/16"]

    access = {
      people  = { principal_arn = "arn:aws:iam::111122223333:role/people", policy = "AmazonEKSClusterAdminPolicy" }
      deploys = { principal_arn = "arn:aws:iam::111122223333:role/deploys", policy = "AmazonEKSEditPolicy", namespaces = ["orders"] }
    }
  }

  assert {
    condition     = one(aws_eks_cluster.this.vpc_config).endpoint_private_access && !one(aws_eks_cluster.this.vpc_config).endpoint_public_access
    error_message = "Without ranges the Kubernetes API is private."
  }

  assert {
    condition     = one(aws_eks_cluster.this.access_config).authentication_mode == "API" && !one(aws_eks_cluster.this.access_config).bootstrap_cluster_creator_admin_permissions
    error_message = "Access is by access entries, and nobody is administrator for having made the cluster."
  }

  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All five kinds of logs are kept."
  }

  assert {
    condition     = one(one(aws_eks_cluster.this.encryption_config).provider).key_arn == var.secrets_key_arn
    error_message = "Kubernetes Secrets are encrypted with the key given."
  }

  assert {
    condition     = one(aws_eks_cluster.this.upgrade_policy).support_type == "STANDARD" && !aws_eks_cluster.this.bootstrap_self_managed_addons
    error_message = "Standard support, and no add-on outside Terraform."
  }

  assert {
    condition     = one(aws_eks_access_policy_association.this["deploys"].access_scope).type == "namespace" && one(aws_eks_access_policy_association.this["people"].access_scope).type == "cluster"
    error_message = "A pipeline's access ends at its namespaces."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.api) == ["10.200.0.0/16"]
    error_message = "Only the ranges given reach the API inside the network."
  }
}

run "refuses_the_whole_internet" {
  command = plan

  module {
    source = "./modules/eks"
  }

  variables {
    public_access_cidrs  = ["0.0.0.0/0"]
    private_access_cidrs = ["0.0.0.0/0"]
    kubernetes_version   = "latest"
    access               = { everybody = { principal_arn = "arn:aws:iam::111122223333:role/x", policy = "Root" } }
  }

  expect_failures = [var.public_access_cidrs, var.private_access_cidrs, var.kubernetes_version, var.access]
}

run "nodes" {
  module {
    source = "./modules/nodes"
  }

  variables {
    name            = "system"
    cluster_name    = "clark-prod-eu-west-1"
    subnet_ids      = ["subnet-0", "subnet-1", "subnet-2"]
    instance_types  = ["m7i.large"]
    min_size        = 3
    max_size        = 6
    desired_size    = 3
    tags            = { "clark.dev/environment" = "prod" }
    taints          = { dedicated = { value = "system", effect = "NO_SCHEDULE" } }
    volumes_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition     = one(aws_launch_template.node.metadata_options).http_tokens == "required" && one(aws_launch_template.node.metadata_options).http_put_response_hop_limit == 1
    error_message = "IMDSv2 only, and out of reach for pods."
  }

  assert {
    condition     = one(one(aws_launch_template.node.block_device_mappings).ebs).encrypted == "true"
    error_message = "The volumes are encrypted."
  }

  assert {
    condition     = alltrue([for tags in aws_launch_template.node.tag_specifications : tags.tags["clark.dev/environment"] == "prod"])
    error_message = "Instances and volumes carry the tags."
  }

  assert {
    condition     = one(aws_eks_node_group.this.scaling_config) == { min_size = 3, max_size = 6, desired_size = 3 }
    error_message = "The sizes are those asked for."
  }

  assert {
    condition     = length(aws_eks_node_group.this.remote_access) == 0
    error_message = "No SSH."
  }
}

run "nodes_keep_the_size_the_autoscaler_chose" {
  module {
    source = "./modules/nodes"
  }

  variables {
    name            = "system"
    cluster_name    = "clark-prod-eu-west-1"
    subnet_ids      = ["subnet-0", "subnet-1", "subnet-2"]
    instance_types  = ["m7i.large"]
    min_size        = 3
    max_size        = 9
    desired_size    = 9
    volumes_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition     = one(aws_eks_node_group.this.scaling_config).max_size == 9 && one(aws_eks_node_group.this.scaling_config).desired_size == 3
    error_message = "max_size moves, desired_size is the autoscaler's."
  }
}

run "addons_are_pinned" {
  command = plan

  module {
    source = "./modules/addons"
  }

  variables {
    cluster_name = "clark-prod-eu-west-1"
    addons       = { coredns = { version = "latest" } }
  }

  expect_failures = [var.addons]
}

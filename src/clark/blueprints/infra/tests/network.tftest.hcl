# Without credentials: the provider is mocked. `terraform init -backend=false && terraform test`

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:mock" }
  }
}

variables {
  name                 = "clark-prod-eu-west-1"
  account_id           = "111122223333"
  region               = "eu-west-1"
  cidr                 = "10.20.0.0/16"
  zones                = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  nat_per_zone         = true
  interface_endpoints  = ["ecr.api", "sts"]
  log_retention_days   = 365
  logs_key_arn         = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  permissions_boundary = "arn:aws:iam::111122223333:policy/clark-boundary"
}

run "production" {
  module {
    source = "./modules/network"
  }

  assert {
    condition = output.subnet_cidrs == {
      private = { eu-west-1a = "10.20.0.0/18", eu-west-1b = "10.20.64.0/18", eu-west-1c = "10.20.128.0/18" }
      public  = { eu-west-1a = "10.20.192.0/21", eu-west-1b = "10.20.200.0/21", eu-west-1c = "10.20.208.0/21" }
      intra   = { eu-west-1a = "10.20.224.0/21", eu-west-1b = "10.20.232.0/21", eu-west-1c = "10.20.240.0/21" }
    }
    error_message = "The tiers do not lie where they should, or overlap."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch && subnet.tags["kubernetes.io/role/elb"] == "1"])
    error_message = "Public subnets are for load balancers, and give no instance an address."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "Internal load balancers find private subnets by their tag."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && alltrue([for zone, route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "In production each zone goes out through its own NAT gateway."
  }

  assert {
    condition     = length(aws_default_security_group.locked.ingress) == 0 && length(aws_default_security_group.locked.egress) == 0
    error_message = "The default security group lets nothing through."
  }

  assert {
    condition     = toset(keys(aws_vpc_endpoint.interface)) == toset(["ecr.api", "sts"]) && toset(keys(aws_vpc_endpoint.gateway)) == toset(["s3", "dynamodb"])
    error_message = "The endpoints are those asked for, and both gateways."
  }

  assert {
    condition     = length(aws_vpc_endpoint.gateway["s3"].route_table_ids) == 4
    error_message = "S3 is reached from the three private tiers and the intra tier."
  }

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_cloudwatch_log_group.flow.retention_in_days == 365 && aws_cloudwatch_log_group.flow.kms_key_id == var.logs_key_arn
    error_message = "All traffic is logged, encrypted, for the days asked for."
  }

  assert {
    condition     = aws_iam_role.flow.permissions_boundary == var.permissions_boundary
    error_message = "A role outside the boundary."
  }
}

run "elsewhere" {
  module {
    source = "./modules/network"
  }

  variables {
    nat_per_zone        = false
    interface_endpoints = []
    cidr                = "10.21.64.0/18"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && alltrue([for route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this["eu-west-1a"].id])
    error_message = "Elsewhere all zones share the first one's NAT gateway."
  }

  assert {
    condition     = output.subnet_cidrs.private["eu-west-1c"] == "10.21.96.0/20" && output.subnet_cidrs.intra["eu-west-1c"] == "10.21.124.0/23"
    error_message = "A quarter of a /16 divides in the same way."
  }
}

run "refuses_ranges_that_do_not_fit" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    cidr  = "10.20.3.0/15"
    zones = ["eu-west-1a", "eu-west-1a", "eu-west-1b"]
  }

  expect_failures = [var.cidr, var.zones]
}

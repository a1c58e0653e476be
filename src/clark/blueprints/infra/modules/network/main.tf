# A VPC in three zones with three tiers: public (load balancers, NAT), private (nodes) and intra
# (control plane, databases, caches; no way to the internet at all).

locals {
  zones = { for index, zone in var.zones : zone => index }

  # The range in 32 slots: private tiers take 8 each (0-23), public one each (24-26), intra one each
  # (28-30). Slots 27 and 31 stay free. `cidrsubnet(cidr, 2, i)` is 8 slots.
  private = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 2, index) }
  public  = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 5, 24 + index) }
  intra   = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 5, 28 + index) }

  # NAT gateways by the zone they are in; each private zone uses its own, or else the first.
  nat_zones = var.nat_per_zone ? local.zones : { (var.zones[0]) = 0 }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = { Name = var.name }
}

# Anything that forgets to name a security group can talk to nobody.
resource "aws_default_security_group" "locked" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-locked" }
}

resource "aws_subnet" "public" {
  for_each = local.public

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = {
    Name                     = "${var.name}-public-${each.key}"
    "kubernetes.io/role/elb" = "1"
    "clark.dev/tier"         = "public"
  }
}

resource "aws_subnet" "private" {
  for_each = local.private

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name                              = "${var.name}-private-${each.key}"
    "kubernetes.io/role/internal-elb" = "1"
    "clark.dev/tier"                  = "private"
  }
}

resource "aws_subnet" "intra" {
  for_each = local.intra

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name             = "${var.name}-intra-${each.key}"
    "clark.dev/tier" = "intra"
  }
}

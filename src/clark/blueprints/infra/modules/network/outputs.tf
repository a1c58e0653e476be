output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Subnets for load balancers that face the internet, in the order of the zones."
  value       = [for zone in var.zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Subnets for nodes and internal load balancers, in the order of the zones."
  value       = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "intra_subnet_ids" {
  description = "Subnets without a way to the internet: control plane, databases, caches."
  value       = [for zone in var.zones : aws_subnet.intra[zone].id]
}

output "subnet_cidrs" {
  description = "Range of every subnet, by tier and zone."
  value = {
    public  = local.public
    private = local.private
    intra   = local.intra
  }
}

output "nat_public_ips" {
  description = "Addresses that the outside sees, by zone."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}

output "db_subnet_group" {
  description = "Name of the subnet group for `dbSubnetGroupName`."
  value       = aws_db_subnet_group.this.name
}

output "cache_subnet_group" {
  description = "Name of the subnet group for `cacheSubnetGroupName`."
  value       = aws_elasticache_subnet_group.this.name
}

output "security_group_ids" {
  description = "Security group for `vpcSecurityGroupIds`, `securityGroupIds` and `securityGroups`, by what it lets in."
  value = merge(
    { for service, group in aws_security_group.this : service => group.id },
    { https = aws_security_group.https.id },
  )
}

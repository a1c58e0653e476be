# The AWS Load Balancer Controller, for Ingresses and Services. It follows the policy its project
# publishes, narrower where that one says `*`: this region, and for changes only what carries the
# controller's own tag of this cluster.

locals {
  elb = [for kind in ["loadbalancer", "targetgroup", "listener", "listener-rule"] :
  "arn:${local.partition}:elasticloadbalancing:${local.account}:${kind}/*"]

  of_this_cluster  = { StringEquals = { "aws:ResourceTag/elbv2.k8s.aws/cluster" = local.cluster["name"] } }
  for_this_cluster = { StringEquals = { "aws:RequestTag/elbv2.k8s.aws/cluster" = local.cluster["name"] } }

  load_balancer_policies = {
    look = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect = "Allow"
          Action = [
            "acm:DescribeCertificate", "acm:ListCertificates", "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses",
            "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeInternetGateways",
            "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
            "ec2:DescribeTags", "ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc",
            "elasticloadbalancing:Describe*",
          ]
          Resource = "*"
        },
        {
          Effect    = "Allow"
          Action    = "iam:CreateServiceLinkedRole"
          Resource  = "arn:${local.partition}:iam::${var.account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"
          Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
        },
      ]
    })

    security-groups = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "MakeInTheVpc"
          Effect   = "Allow"
          Action   = "ec2:CreateSecurityGroup"
          Resource = "arn:${local.partition}:ec2:${local.account}:vpc/${local.network["vpc_id"]}"
        },
        {
          Sid       = "MakeTagged"
          Effect    = "Allow"
          Action    = "ec2:CreateSecurityGroup"
          Resource  = "arn:${local.partition}:ec2:${local.account}:security-group/*"
          Condition = local.for_this_cluster
        },
        {
          Sid       = "TagAtBirth"
          Effect    = "Allow"
          Action    = "ec2:CreateTags"
          Resource  = "arn:${local.partition}:ec2:${local.account}:security-group/*"
          Condition = { StringEquals = merge(local.for_this_cluster.StringEquals, { "ec2:CreateAction" = "CreateSecurityGroup" }) }
        },
        {
          Sid       = "ChangeItsOwn"
          Effect    = "Allow"
          Action    = ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"]
          Resource  = "arn:${local.partition}:ec2:${local.account}:security-group/*"
          Condition = local.of_this_cluster
        },
        {
          # To let its load balancers reach the nodes.
          Sid      = "OpenTheNodes"
          Effect   = "Allow"
          Action   = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
          Resource = "arn:${local.partition}:ec2:${local.account}:security-group/${local.cluster["nodes_security_group_id"]}"
        },
      ]
    })

    load-balancers = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "MakeTagged"
          Effect    = "Allow"
          Action    = ["elasticloadbalancing:AddTags", "elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"]
          Resource  = local.elb
          Condition = local.for_this_cluster
        },
        {
          Sid    = "ChangeItsOwn"
          Effect = "Allow"
          Action = [
            "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener",
            "elasticloadbalancing:CreateRule", "elasticloadbalancing:DeleteListener", "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:DeleteRule", "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
            "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetIpAddressType", "elasticloadbalancing:SetRulePriorities",
            "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets",
          ]
          Resource  = local.elb
          Condition = local.of_this_cluster
        },
        {
          # Target groups that Crossplane made carry no tag of the controller: a TargetGroupBinding names them.
          Sid      = "FillTargetGroupsOfThisEnvironment"
          Effect   = "Allow"
          Action   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
          Resource = "arn:${local.partition}:elasticloadbalancing:${local.account}:targetgroup/*-${var.environment}*"
        },
      ]
    })
  }
}

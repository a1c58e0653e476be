"""The cache subnet group `default`, which moto lacks."""

from clark.local.aws import identity


class SubnetGroup:
    """Three subnets of the default VPC, one in each zone; attributes as moto's own has them."""

    def __init__(self, account: str, region: str) -> None:
        self.cache_subnet_group_name = "default"
        self.cache_subnet_group_description = "Default CacheSubnetGroup"
        self.vpc_id = identity.default_vpc(account, region)
        self.arn = f"arn:aws:elasticache:{region}:{account}:subnetgroup:default"
        self.supported_network_types = ["ipv4"]
        self.tags: list[dict[str, str]] = []
        self.subnets = [
            {
                "subnet_identifier": identity.default_subnet(account, region, index),
                "subnet_availability_zone": {"Name": identity.zone(region, index)},
                "supported_network_types": ["ipv4"],
            }
            for index in range(3)
        ]

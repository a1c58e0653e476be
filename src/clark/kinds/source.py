"""Where a statement about AWS or the provider comes from, as it is shown beside it."""

from typing import Final

RDS_CLASS: Final = "AWS re:Post, repost.aws/knowledge-center/rds-performance-impact"
RDS_CLASS_LOG: Final = (
    f"{RDS_CLASS}; event log in dev.nhabook.com/blog/technical/aws-rds-modification-downtime-notes"
)
RDS_MODIFY: Final = "Amazon RDS User Guide, Overview.DBInstance.Modifying"
RDS_UPGRADE: Final = "Amazon RDS User Guide, USER_UpgradeDBInstance.PostgreSQL"
RDS_STORAGE: Final = "Amazon RDS User Guide, USER_PIOPS.StorageTypes"
RDS_BACKUP: Final = "Amazon RDS User Guide, USER_WorkingWithAutomatedBackups"
RDS_DELETE: Final = "Amazon RDS User Guide, USER_DeleteInstance"
CACHE_SCALE: Final = "Amazon ElastiCache User Guide, Scaling.RedisReplGrps"
CACHE_UPGRADE: Final = "Amazon ElastiCache User Guide, VersionManagement"
CACHE_REPLICAS: Final = "Amazon ElastiCache API, IncreaseReplicaCount and DecreaseReplicaCount"
CACHE_MODIFY: Final = "Amazon ElastiCache API, ModifyReplicationGroup"
CACHE_DELETE: Final = "Amazon ElastiCache API, DeleteReplicationGroup"
S3: Final = "Amazon S3 User Guide"
PROVIDER: Final = "provider-aws v0.58.0, observed"
PROVIDER_CODE: Final = "provider-aws v0.58.0, source"
CREATION_LOGS: Final = "public Terraform logs"
NOT_KNOWN: Final = "no source: Clark does not know this field's behaviour"

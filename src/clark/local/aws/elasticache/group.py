"""A replication group, cluster mode disabled: one primary, up to five replicas, one endpoint."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clark.local.aws import identity, windows
from clark.local.aws.elasticache import validation
from clark.local.aws.lifecycle import Lifecycle, Step, Work
from clark.local.aws.pace import Pace

Shown = dict[str, Any]


class Group(Lifecycle):
    """What ElastiCache remembers of a replication group. Answers are in its own words."""

    resting = "available"

    def __init__(self, account: str, region: str, asked: Mapping[str, Any]) -> None:
        self.steps: list[Step] = []
        self.account = account
        self.region = region
        self.name = str(asked["ReplicationGroupId"]).lower()
        self.arn = f"arn:aws:elasticache:{region}:{account}:replicationgroup:{self.name}"
        self.description = asked["ReplicationGroupDescription"]
        self.created_at = datetime.now(UTC)
        self.node_type = asked["CacheNodeType"]
        self.version = validation.version(asked.get("EngineVersion"))
        self.port = asked.get("Port") or 6379
        self.nodes = validation.node_count(asked)
        self.automatic_failover = bool(asked.get("AutomaticFailoverEnabled"))
        self.multi_az = bool(asked.get("MultiAZEnabled"))
        self.encrypted_in_transit = bool(asked.get("TransitEncryptionEnabled"))
        self.encrypted_at_rest = bool(asked.get("AtRestEncryptionEnabled"))
        self.token: str | None = asked.get("AuthToken")
        self.previous_token: str | None = None
        self.token_changed_at = self.created_at if self.token else None
        self.subnet_group = asked.get("CacheSubnetGroupName") or "default"
        self.security_groups = list(asked.get("SecurityGroupIds") or ())
        self.maintenance_window = asked.get("PreferredMaintenanceWindow") or "sun:05:00-sun:06:00"
        self.snapshot_window = asked.get("SnapshotWindow") or "03:00-04:00"
        self.snapshot_retention = asked.get("SnapshotRetentionLimit") or 0
        self.minor_upgrades = asked.get("AutoMinorVersionUpgrade") is not False
        family = "6.x" if self.version.startswith("6.") else self.version.split(".")[0]
        self.parameter_group = asked.get("CacheParameterGroupName") or f"default.redis{family}"
        self.zones = list(asked.get("PreferredCacheClusterAZs") or ())
        self.pending: dict[str, Any] = {}
        self.window_at: float | None = None
        self.kms_key = asked.get("KmsKeyId")

    # What happens to it

    def create(self, now: float, pace: Pace) -> None:
        self.take(Step("creating", now + pace.cache_creating, Work.START))

    def change(self, wanted: dict[str, Any], pace: Pace, *, at_once: bool) -> None:
        """Keep what differs from now as pending, and begin if it is not to wait."""
        for name, value in wanted.items():
            self.pending.pop(name, None)
            if value != getattr(self, name):
                self.pending[name] = value
        now = time.time()
        if not self.pending:
            self.window_at = None
        elif at_once:
            self.begin(now, pace)
        elif self.window_at is None:
            self.window_at = windows.opens(self.maintenance_window, now, pace.window)

    def begin(self, now: float, pace: Pace) -> None:
        """Make every pending change: clients of the primary are cut off for a moment."""
        self.window_at = None
        outage = pace.cache_failover if self.automatic_failover else pace.cache_outage
        self.take(
            Step("modifying", now + outage, Work.STOP),
            Step(
                "modifying",
                now + max(outage, pace.cache_change),
                Work.START,
                values=dict(self.pending),
            ),
        )

    def resize(self, nodes: int, pace: Pace) -> None:
        """Add or remove replicas; the primary is not interrupted."""
        self.take(Step("modifying", time.time() + pace.cache_change, values={"nodes": nodes}))

    def set_token(self, value: str, pace: Pace, *, keep_previous: bool) -> None:
        self.previous_token = self.token if keep_previous else None
        self.token = value
        self.token_changed_at = datetime.now(UTC)
        self.take(Step("modifying", time.time() + pace.cache_outage, Work.START))

    def settle(self, now: float) -> list[Step]:
        ended = super().settle(now)
        for step in ended:
            for name, value in step.values.items():
                if self.pending.get(name) == value:
                    del self.pending[name]
        return ended

    # The engine behind it: one Redis, whatever the number of nodes

    @property
    def engine_path(self) -> str:
        return f"redis/{self.region}/{self.name}"

    @property
    def engine_order(self) -> Shown:
        """What the data plane is asked for. Holds the token: never log it."""
        tokens = [one for one in (self.token, self.previous_token) if one]
        return {"tokens": tokens, "hosts": [self.host("master"), self.host("replica")]}

    # What the API shows

    def host(self, role: str) -> str:
        suffix = identity.cache_suffix(self.account, self.region)
        return f"{role}.{self.name}.{suffix}.cache.amazonaws.com"

    def node_host(self, number: int) -> str:
        suffix = identity.cache_suffix(self.account, self.region)
        return f"{self.node_name(number)}.{self.name}.{suffix}.cache.amazonaws.com"

    def node_name(self, number: int) -> str:
        return f"{self.name}-{number:03}"

    @property
    def numbers(self) -> range:
        return range(1, self.nodes + 1)

    def zone(self, number: int) -> str:
        if self.zones:
            return str(self.zones[(number - 1) % len(self.zones)])
        return identity.zone(self.region, number - 1)

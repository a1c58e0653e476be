"""Replication groups as the tests ask for them, and logging in to what is behind them."""

from typing import Any

import redis
from aws_stack import Stack
from redis.backoff import NoBackoff
from redis.retry import Retry

TOKEN = "canary-auth-token-0123456789"
ASKED = {
    "ReplicationGroupDescription": "for a test",
    "NumCacheClusters": 2,
    "CacheNodeType": "cache.t3.micro",
    "Engine": "redis",
    "EngineVersion": "7.0",
}
# Made in every region when the first test starts, so that tests need not wait for each in turn.
PREPARED: dict[str, dict[str, Any]] = {
    "elastic": {"AutomaticFailoverEnabled": True},
    "bigger": {"EngineVersion": "6.2"},
    "turning": {"AuthToken": TOKEN, "TransitEncryptionEnabled": True},
    "leaving": {},
}


def create(cache: Any, name: str, **changes: Any) -> dict[str, Any]:
    asked = {**ASKED, "ReplicationGroupId": name, **changes}
    answer: dict[str, Any] = cache.create_replication_group(**asked)
    return answer["ReplicationGroup"]


def show(cache: Any, name: str) -> dict[str, Any]:
    return cache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]


def available(cache: Any, name: str) -> bool:
    return bool(show(cache, name)["Status"] == "available")


def answers(stack: Stack, host: str, token: str | None) -> bool:
    try:
        port, once = stack.engine(host).port, Retry(NoBackoff(), 0)
        with redis.Redis(port=port, password=token, retry=once) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False

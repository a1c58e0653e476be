"""External Secrets: credentials go to Secrets Manager, and from there to applications."""

from clark.local.controlplane.external_secrets.pull import ExternalSecrets, woken_by_keys
from clark.local.controlplane.external_secrets.push import (
    PushSecrets,
    pushed_keys,
    woken_by_secret,
)
from clark.local.controlplane.external_secrets.vault import Vault

__all__ = [
    "ExternalSecrets",
    "PushSecrets",
    "Vault",
    "pushed_keys",
    "woken_by_keys",
    "woken_by_secret",
]

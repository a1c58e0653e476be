"""AWS Secrets Manager as External Secrets uses it: providers/v1/aws/secretsmanager.

The stores are taken as present: a SecretStore `aws-sm` in every namespace, for the region's Secrets
Manager. Its deletion is at once (`forceDeleteWithoutRecovery`), so that a service of the same name
can be made again.
"""

from dataclasses import dataclass, field
from typing import Any

from clark.local.controlplane.cloud import Cloud, CloudError, CloudRefusal, asking

STORE_KIND, STORE_NAME = "SecretStore", "aws-sm"
MANAGED = {"Key": "managed-by", "Value": "external-secrets"}
NOT_FOUND = "ResourceNotFoundException"


@dataclass(frozen=True)
class Version:
    """The current version of a secret. Its value never gets into a repr, and so into a log."""

    id: str
    value: str = field(repr=False)


class Vault:
    """Secrets of one region. Methods raise `CloudError`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def current(self, key: str, version: str = "") -> Version | None:
        """The value, or None when there is no such secret. `version` is as in a remoteRef."""
        asked = {"VersionStage": version or "AWSCURRENT"}
        if version.startswith("uuid/"):
            asked = {"VersionId": version.removeprefix("uuid/")}
        try:
            with asking(""):
                answer = self._client.get_secret_value(SecretId=key, **asked)
        except CloudRefusal as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise
        value = answer.get("SecretString")
        return Version(answer["VersionId"], value or answer["SecretBinary"].decode())

    def create(self, key: str, value: str, binary: bool) -> Version:
        with asking(""):
            answer = self._client.create_secret(Name=key, Tags=[MANAGED], **_payload(value, binary))
        return Version(answer["VersionId"], value)

    def replace(self, key: str, value: str, binary: bool) -> Version:
        self._require_managed(key)
        with asking(""):
            answer = self._client.put_secret_value(SecretId=key, **_payload(value, binary))
        return Version(answer["VersionId"], value)

    def delete(self, key: str) -> None:
        """Delete a secret that External Secrets made; one of somebody else is left alone."""
        try:
            self._require_managed(key)
            with asking(""):
                self._client.delete_secret(SecretId=key, ForceDeleteWithoutRecovery=True)
        except CloudRefusal as refusal:
            if refusal.code != NOT_FOUND:
                raise

    def _require_managed(self, key: str) -> None:
        with asking(""):
            tags = self._client.describe_secret(SecretId=key).get("Tags") or []
        if MANAGED not in tags:
            raise CloudError("secret not managed by external-secrets")

    @property
    def _client(self) -> Any:
        return self._cloud.client("secretsmanager", self._region)


def _payload(value: str, binary: bool) -> dict[str, Any]:
    return {"SecretBinary": value.encode()} if binary else {"SecretString": value}

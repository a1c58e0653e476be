"""Secrets Manager: promotion of a version really promotes it; rotation needs a function."""

from typing import Any

from moto.secretsmanager import urls as moto_urls
from moto.secretsmanager.exceptions import InvalidRequestException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend


class Backend(SecretsManagerBackend):
    @property
    def _url_module(self) -> Any:
        return moto_urls

    def update_secret_version_stage(
        self,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: str,
        move_to_version_id: str,
    ) -> tuple[str, str]:
        """moto moves the labels and forgets what reads without a label return."""
        named = super().update_secret_version_stage(
            secret_id, version_stage, remove_from_version_id, move_to_version_id
        )
        secret = self.secrets[secret_id]
        if version_stage == "AWSCURRENT" and isinstance(secret, FakeSecret):
            secret.set_default_version_id(move_to_version_id)
        return named

    def rotate_secret(self, *_: Any, rotation_lambda_arn: str | None = None, **__: Any) -> str:
        """There are no functions here; moto would leave the secret without a current value."""
        raise InvalidRequestException(
            "The local AWS runs no Lambda functions, so it rotates no secrets."
            if rotation_lambda_arn
            else "No Lambda rotation function ARN is associated with this secret."
        )

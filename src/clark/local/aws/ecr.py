"""The registry of images: moto's, with the templates of repositories that replication makes."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.ecr import urls as moto_urls
from moto.ecr.models import ECRBackend
from moto.ecr.responses import ECRResponse

LOCK = "registry_scanning_configuration_update_lock"
SETTINGS = (
    *("description", "encryptionConfiguration", "resourceTags", "imageTagMutability"),
    *("repositoryPolicy", "lifecyclePolicy", "appliedFor", "customRoleArn"),
)

Template = dict[str, Any]


class Exists(ServiceException):
    code = "TemplateAlreadyExistsException"


class NotFound(ServiceException):
    code = "TemplateNotFoundException"


class Backend(ECRBackend):
    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.templates: dict[str, Template] = {}

    @property
    def _url_module(self) -> Any:
        paths = dict.fromkeys(moto_urls.url_paths, Responses.dispatch)
        return SimpleNamespace(url_bases=moto_urls.url_bases, url_paths=paths)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != LOCK}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)
        self.registry_scanning_configuration_update_lock = threading.RLock()

    def template(self, prefix: str) -> Template:
        if prefix not in self.templates:
            raise NotFound(
                f"The Repository Creation Template with prefix '{prefix}' does not exist in the "
                f"registry with id '{self.account_id}'"
            )
        return self.templates[prefix]

    def add_template(self, asked: dict[str, Any]) -> Template:
        prefix = asked["prefix"]
        if prefix in self.templates:
            raise Exists(
                f"The Repository Creation Template with prefix '{prefix}' already exists in the "
                f"registry with id '{self.account_id}'"
            )
        made = {"prefix": prefix, "createdAt": datetime.now(UTC), "imageTagMutability": "MUTABLE"}
        self.templates[prefix] = made
        return self.change_template(asked)

    def change_template(self, asked: dict[str, Any]) -> Template:
        found = self.template(asked["prefix"])
        found |= {name: asked[name] for name in SETTINGS if asked.get(name) is not None}
        found.setdefault("encryptionConfiguration", {"encryptionType": "AES256"})
        found["updatedAt"] = datetime.now(UTC)
        return found


class Responses(ECRResponse):
    def create_repository_creation_template(self) -> ActionResult:
        return self._template(self._backend.add_template(self._asked()))

    def update_repository_creation_template(self) -> ActionResult:
        return self._template(self._backend.change_template(self._asked()))

    def delete_repository_creation_template(self) -> ActionResult:
        found = self._backend.template(self._get_param("prefix"))
        del self._backend.templates[found["prefix"]]
        return self._template(found)

    def describe_repository_creation_templates(self) -> ActionResult:
        prefixes = self._get_param("prefixes") or sorted(self._backend.templates)
        found = [self._backend.template(prefix) for prefix in prefixes]
        registry = {"registryId": self.current_account}
        return ActionResult({**registry, "repositoryCreationTemplates": found})

    @property
    def _backend(self) -> Backend:
        return self.ecr_backend  # type: ignore[return-value]

    def _asked(self) -> dict[str, Any]:
        return {name: self._get_param(name) for name in ("prefix", *SETTINGS)}

    def _template(self, shown: Template) -> ActionResult:
        registry = {"registryId": self.current_account}
        return ActionResult({**registry, "repositoryCreationTemplate": shown})

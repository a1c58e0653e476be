"""The registry of images: what Terraform sets up in it."""

import threading
from typing import Any

from moto.ecr import urls as moto_urls
from moto.ecr.models import ECRBackend

LOCK = "registry_scanning_configuration_update_lock"


class Backend(ECRBackend):
    @property
    def _url_module(self) -> Any:
        return moto_urls

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != LOCK}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)
        self.registry_scanning_configuration_update_lock = threading.RLock()

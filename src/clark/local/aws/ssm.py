"""Systems Manager's parameters. What moto keeps them in cannot be written down as it is."""

from collections import defaultdict
from functools import partial
from typing import Any

from moto.ssm import urls as moto_urls
from moto.ssm.models import ParameterDict, SimpleSystemManagerBackend


class Backend(SimpleSystemManagerBackend):
    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self._resource_tags = defaultdict(partial(defaultdict, dict))

    @property
    def _url_module(self) -> Any:
        return moto_urls

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_parameters": dict(self._parameters)}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)
        self._parameters = ParameterDict(self.account_id, self.region_name)
        self._parameters.update(kept["_parameters"])

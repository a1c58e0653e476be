"""How a subclass of one of moto's response classes gets its requests."""

from types import ModuleType, SimpleNamespace
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse


class Served(BaseResponse):
    """Answers only `ACTIONS`; any other is refused as AWS refuses, not by a page of HTML."""

    ACTIONS: frozenset[str]
    REFUSAL: type[ServiceException]  # the service's own: moto reads the protocol off its module

    def call_action(self) -> TYPE_RESPONSE:
        action = self._get_action()
        if action in self.ACTIONS:
            return super().call_action()
        refusal = self.REFUSAL(
            "OperationNotSupported", f"The local AWS does not serve {self.service_name}:{action}."
        )
        status, headers, body = self.serialized(ActionResult(refusal))
        return status, {**headers, "status": str(status)}, body


def routes(urls: ModuleType, responses: type[BaseResponse]) -> Any:
    """moto's own addresses of a service, answered by `responses`."""
    return SimpleNamespace(
        url_bases=urls.url_bases,
        url_paths=dict.fromkeys(urls.url_paths, responses.dispatch),
    )

"""Adapters of `PriceList`, each before a stand-in of what it asks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clark.adapters.aws import AwsPriceList, Session
from clark.ports import PriceList
from tests.ports.pricelist.price_api import serving

Lists = Callable[..., PriceList]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("enable_socket")


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials as the SDK finds them, and none of this machine."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")


@pytest.fixture(params=["aws"])
def price_list(signed_in: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lists]:
    """The adapter, before a list of these products."""
    with ExitStack() as stack:

        def before(*products: dict[str, Any], denied: bool = False) -> PriceList:
            url = stack.enter_context(serving(list(products), denied))
            monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", url)
            return AwsPriceList(Session())

        yield before

"""SDK clients of one account, and AWS's errors as Clark's."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from clark.errors import Refused, TryLater

CONNECT_TIMEOUT, READ_TIMEOUT = 3, 20  # seconds
DENIED: Final = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "InvalidClientTokenId"}
)
UNPLAYED: Final = "OperationNotSupported"  # a local AWS has nothing of that sort
BUSY: Final = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"})


class Absent(Exception):
    """AWS has nothing there."""


@dataclass(frozen=True)
class LocalAws:
    """Where a local AWS listens, and the key it asks for."""

    endpoint: str
    key: str


class Session:
    """`find` says where the local AWS of the account is, once somebody asks for it: it may come
    after the customer does. Without it the SDK finds the real one and a role, as on any machine."""

    def __init__(self, find: Callable[[], LocalAws] | None = None) -> None:
        self._find = find
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._made(service, region)
            return self._clients[service, region]

    def _made(self, service: str, region: str) -> Any:
        local = self._find() if self._find else None
        key = local.key if local else None
        session: Any = boto3.Session(aws_access_key_id=key, aws_secret_access_key=key)
        return session.client(
            service,
            region_name=region,
            endpoint_url=local.endpoint if local else None,
            config=_config(),
        )

    def pages(self, service: str, region: str, call: str, of: str, **asked: Any) -> Iterator[Any]:
        """Every item of a list that AWS gives page by page."""
        with asking(call):
            for page in self.client(service, region).get_paginator(call).paginate(**asked):
                yield from page.get(of) or ()

    def ask(self, service: str, region: str, call: str, **asked: Any) -> Mapping[str, Any]:
        """One answer. Raises `Absent` where AWS says that there is nothing."""
        with asking(call):
            answer: Mapping[str, Any] = getattr(self.client(service, region), call)(**asked)
            return answer


@contextmanager
def asking(call: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise _translated(call, error) from error
    except (BotoCoreError, HTTPClientError, ResponseParserError) as error:
        raise TryLater(f"AWS did not answer {call} ({type(error).__name__}).") from error


def plain(value: Any) -> Any:
    """A value as JSON has it: times as text."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def tags(listed: Any) -> dict[str, str]:
    return {each["Key"]: each.get("Value", "") for each in listed or ()}


# Private functions


def _translated(call: str, error: ClientError) -> Exception:
    said = error.response.get("Error", {})
    code, status = said.get("Code", ""), _status(error)
    if code in DENIED or status == 403:
        reason = f"AWS does not let Clark call {call} ({code})."
        return Refused(reason, who="whoever gives Clark its role in AWS")
    if status >= 500 or code in BUSY:
        return TryLater(f"AWS did not answer {call} ({code}).")
    if status == 404 or "NotFound" in code or code.startswith("NoSuch") or code == UNPLAYED:
        return Absent(code)
    return Refused(f"AWS refused {call}: {code}.")


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))


def _config() -> Config:
    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": 3},
        s3={"addressing_style": "path"},
    )

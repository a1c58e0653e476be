"""AWS as the controllers call it, and its errors as the provider words them."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

CONNECT_TIMEOUT, READ_TIMEOUT = 2, 10  # seconds
CONNECTIONS = 8
REQUEST_ID = re.compile(r"[,;]?\s*\(?(?:request ?id|requestid|host ?id)s?:?\s*[\w/+=-]+\)?", re.I)


class CloudError(Exception):
    """AWS refused or did not answer. The text is what the provider shows; it has no request id."""


class CloudRefusal(CloudError):
    """AWS answered with an error."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class CloudSilence(CloudError):
    """No answer, or one that cannot be read: what was asked may have happened all the same."""


@contextmanager
def asking(doing: str) -> Iterator[None]:
    """Turn an SDK error into the provider's words: `<doing>: api error <Code>: <text>`.

    provider-aws pkg/utils/errors/error.go: the service error alone, request ids stripped.
    """
    prefix = f"{doing}: " if doing else ""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "Unknown")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        text = REQUEST_ID.sub("", error.response.get("Error", {}).get("Message", ""))
        said = f"{prefix}api error {code}: {text}".rstrip(": ")
        raise (CloudSilence(said) if status >= 500 else CloudRefusal(said, code)) from error
    except ResponseParserError as error:
        raise CloudSilence(f"{prefix}api error InternalFailure: unreadable answer") from error
    except (BotoCoreError, HTTPClientError) as error:
        raise CloudSilence(f"{prefix}AWS did not answer ({type(error).__name__})") from error


class Cloud:
    """SDK clients, one for each service and region, shared by all threads.

    The SDK never retries by itself: reconciling again is the retry, and an answer that was lost
    must be seen by the reconciler, which then finds out whether the call took effect.
    `token` is what the local AWS takes for an access key id; it checks no signature.
    """

    def __init__(self, endpoint: str, token: str) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._session: Any = boto3.Session(
            aws_access_key_id=token,
            aws_secret_access_key="local",  # noqa: S106 (the local cloud checks none)
        )

    def client(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._session.client(
                    service, region_name=region, endpoint_url=self._endpoint, config=_config()
                )
            return self._clients[service, region]


def _config() -> Config:
    return Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": 1},
        s3={"addressing_style": "path"},
    )

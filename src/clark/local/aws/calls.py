"""Which AWS operation a request asks for, without carrying it out."""

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SCOPE: Final = re.compile(r"Credential=([^/&,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")
READING: Final = ("Describe", "List", "Get", "Head", "BatchGet", "Download", "Validate", "Select")


@dataclass(frozen=True)
class Call:
    service: str
    region: str
    operation: str
    key: str = field(default="", repr=False, compare=False)  # access key id of the signature

    @property
    def reads(self) -> bool:
        return self.operation.startswith(READING)


def identify(environ: "WSGIEnvironment") -> Call:
    """Service and region from the signature, the operation from where its protocol has it."""
    found = SCOPE.search(environ.get("HTTP_AUTHORIZATION", "")) or SCOPE.search(_presigned(environ))
    key, region, service = found.groups() if found else ("", "us-east-1", "s3")
    return Call(service, region, _operation(service, environ), key)


# Private functions


def _presigned(environ: "WSGIEnvironment") -> str:
    """The scope of a signature that is in the address, in the form it has in the header."""
    scope = parse_qs(environ.get("QUERY_STRING", "")).get("X-Amz-Credential")
    return f"Credential={scope[0]}" if scope else ""


def _operation(service: str, environ: "WSGIEnvironment") -> str:
    if service == "s3":  # it has no other protocol: a header says nothing about it
        return _s3_operation(environ)
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rpartition(".")[2]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(_body(environ).decode(errors="replace")).get("Action")
        if action:
            return action[0]
    return _routed_operation(service, environ)


def _routed_operation(service: str, environ: "WSGIEnvironment") -> str:
    """REST with JSON, such as EKS: method and path, as the SDK's own model routes them."""
    try:
        operation, _ = get_service_router(service).match(Request(environ))
    except (NotFound, UnknownServiceError):
        return ""
    return str(operation.name)


def _s3_operation(environ: "WSGIEnvironment") -> str:
    """Method, what it is done to, and the subresource, such as PutBucket or PutBucketPolicy."""
    verb: str = environ["REQUEST_METHOD"].capitalize()
    what = "Object" if "/" in environ["PATH_INFO"].strip("/") else "Bucket"
    subresource = re.match(r"([A-Za-z]+)=?(?:&|$)", environ.get("QUERY_STRING", ""))
    return verb + what + (subresource[1].capitalize() if subresource else "")


def _body(environ: "WSGIEnvironment") -> bytes:
    """The whole body, left in place for whoever reads it next."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body

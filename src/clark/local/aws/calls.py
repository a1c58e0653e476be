"""Which AWS operation a request asks for, without carrying it out."""

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SCOPE: Final = re.compile(r"Credential=[^/]*/\d+/([^/]+)/([^/]+)/aws4_request")
READING: Final = ("Describe", "List", "Get", "Head", "BatchGet", "Download", "Validate", "Select")


@dataclass(frozen=True)
class Call:
    service: str
    region: str
    operation: str

    @property
    def reads(self) -> bool:
        return self.operation.startswith(READING)


def identify(environ: "WSGIEnvironment") -> Call:
    """Service and region from the signature, the operation from where its protocol has it."""
    found = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    region, service = found.groups() if found else ("us-east-1", "s3")
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return Call(service, region, target.rpartition(".")[2])
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(_body(environ).decode(errors="replace")).get("Action")
        if action:
            return Call(service, region, action[0])
    return Call(service, region, _rest_operation(environ))


def _rest_operation(environ: "WSGIEnvironment") -> str:
    """S3: method, what it is done to, and the subresource, such as PutBucket or PutBucketPolicy."""
    verb: str = environ["REQUEST_METHOD"].capitalize()
    what = "Object" if "/" in environ["PATH_INFO"].strip("/") else "Bucket"
    subresource = re.match(r"([A-Za-z]+)=?(?:&|$)", environ.get("QUERY_STRING", ""))
    return verb + what + (subresource[1].capitalize() if subresource else "")


def _body(environ: "WSGIEnvironment") -> bytes:
    """The whole body, left in place for whoever reads it next."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body

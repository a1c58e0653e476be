"""Errors of AWS's own, each in the protocol of the service that is asked."""

import json
from dataclasses import dataclass
from typing import Final

from werkzeug.wrappers import Response

from clark.local.aws.calls import Call

QUERY: Final = frozenset(
    {"rds", "elasticache", "iam", "sts", "elasticloadbalancing", "autoscaling", "monitoring"}
)


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str
    status: int


FAILED: Final = Refusal("InternalFailure", "An internal error has occurred.", 500)
THROTTLED: Final = Refusal("Throttling", "Rate exceeded", 400)
UNKNOWN: Final = "The security token included in the request is invalid."


def answer(call: Call, refusal: Refusal) -> Response:
    """The refusal as the SDK of the service reads it."""
    error = f"<Error><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>"
    if call.service == "ec2":
        error = f"<Response><Errors>{error}</Errors><RequestID>refused</RequestID></Response>"
    elif call.service in QUERY:
        error = f"<ErrorResponse>{error}<RequestId>refused</RequestId></ErrorResponse>"
    elif call.service != "s3":
        body = json.dumps({"__type": refusal.code, "message": refusal.message})
        headers = {"x-amzn-ErrorType": refusal.code}
        return Response(body, refusal.status, headers, "application/json")
    return Response(error, refusal.status, mimetype="text/xml")


def denied(call: Call) -> Response:
    """For a key that may not do this."""
    code = {"ec2": "UnauthorizedOperation", "s3": "AccessDenied"}.get(call.service)
    if call.service in QUERY:
        code = "AccessDenied"
    message = f"This key only reads; it may not perform {call.service}:{call.operation}."
    return answer(call, Refusal(code or "AccessDeniedException", message, 403))


def unknown_key(call: Call) -> Response:
    """For an access key id that AWS did not issue. Every protocol has a code of its own.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    if call.service == "ec2":
        message = "AWS was not able to validate the provided access credentials"
        return answer(call, Refusal("AuthFailure", message, 401))
    if call.service == "s3":
        message = "The AWS Access Key Id you provided does not exist in our records."
        return answer(call, Refusal("InvalidAccessKeyId", message, 403))
    if call.service in QUERY:
        return answer(call, Refusal("InvalidClientTokenId", UNKNOWN, 403))
    return answer(call, Refusal("UnrecognizedClientException", UNKNOWN, 400))

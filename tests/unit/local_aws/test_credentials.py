"""Which credentials a request shows, and how each protocol refuses those that are unknown."""

import io
import json
from typing import Any

import pytest

from clark.local.aws.calls import Call, identify
from clark.local.aws.refusals import unknown_key

SCOPE = "the-token_of-the-file/20261123/eu-west-1/rds/aws4_request"


def environ(**more: Any) -> dict[str, Any]:
    return {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO(), **more}


@pytest.mark.parametrize(
    "signed",
    [
        {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={SCOPE}, Signature=x"},
        {"QUERY_STRING": f"X-Amz-Credential={SCOPE.replace('/', '%2F')}&X-Amz-Signature=x"},
    ],
)
def test_the_access_key_id_is_in_the_header_or_in_a_presigned_address(signed: Any) -> None:
    call = identify(environ(**signed))
    assert (call.key, call.region, call.service) == ("the-token_of-the-file", "eu-west-1", "rds")


@pytest.mark.parametrize("signed", [{}, {"HTTP_AUTHORIZATION": "Basic eDp5"}])
def test_without_a_signature_there_is_no_access_key_id(signed: Any) -> None:
    assert identify(environ(**signed)).key == ""


def test_the_key_is_in_no_text_of_the_call() -> None:
    assert "secret" not in repr(Call("rds", "eu-west-1", "DescribeDBInstances", "secret"))


@pytest.mark.parametrize(
    ("service", "code"),
    [("rds", "InvalidClientTokenId"), ("s3", "InvalidAccessKeyId"), ("ec2", "AuthFailure")],
)
def test_xml_protocols_name_an_unknown_key_with_their_own_code(service: str, code: str) -> None:
    answer = unknown_key(Call(service, "eu-west-1", "X"))
    assert f"<Code>{code}</Code>" in answer.get_data(as_text=True)
    assert answer.status_code in (401, 403)


def test_json_protocols_name_an_unknown_key_in_body_and_header() -> None:
    answer = unknown_key(Call("secretsmanager", "eu-west-1", "GetSecretValue"))
    assert json.loads(answer.get_data())["__type"] == "UnrecognizedClientException"
    assert answer.headers["x-amzn-ErrorType"] == "UnrecognizedClientException"

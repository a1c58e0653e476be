"""Which credentials a request shows, and how each protocol refuses those that are unknown."""

import io
import json
from typing import Any

import pytest

from clark.local.aws.calls import Call, identify
from clark.local.aws.refusals import denied, unknown_key
from clark.local.aws.rights import reads

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


@pytest.mark.parametrize(
    ("service", "operation", "path", "may"),
    [
        ("ec2", "DescribeVpcs", "/", True),
        ("ec2", "CreateVpc", "/", False),
        ("ssm", "GetParameter", "/", True),
        ("ssm", "PutParameter", "/", False),
        ("secretsmanager", "DescribeSecret", "/", True),
        ("secretsmanager", "GetSecretValue", "/", False),
        ("s3", "GetObject", "/states/dev/a.tfstate", True),
        ("s3", "GetObject", "/states/plans/a", False),
        ("s3", "PutObject", "/states/dev/a.tfstate", False),
        ("s3", "PutObject", "/states/dev/a.tfstate.tflock", True),
        ("s3", "DeleteObject", "/states/dev/a.tfstate.tflock", True),
        ("s3", "PutObjectAcl", "/states/dev/a.tfstate.tflock", False),
        ("lambda", "", "/", False),
    ],
)
def test_the_reading_key_describes_and_locks_a_state_and_does_nothing_else(
    service: str, operation: str, path: str, may: bool
) -> None:
    assert reads(Call(service, "eu-west-1", operation), path) == may


@pytest.mark.parametrize(
    ("service", "code"),
    [("rds", "AccessDenied"), ("s3", "AccessDenied"), ("ec2", "UnauthorizedOperation")],
)
def test_what_a_key_may_not_do_is_refused_as_aws_does(service: str, code: str) -> None:
    answer = denied(Call(service, "eu-west-1", "CreateX"))
    assert f"<Code>{code}</Code>" in answer.get_data(as_text=True)
    assert answer.status_code == 403


def test_a_header_does_not_make_a_read_of_a_write() -> None:
    scope = SCOPE.replace("/rds/", "/s3/")
    signed = {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=x"}
    asked = environ(**signed, HTTP_X_AMZ_TARGET="x.DescribeThings") | {"REQUEST_METHOD": "DELETE"}
    assert identify(asked | {"PATH_INFO": "/bucket/key"}).operation == "DeleteObject"

import io
from typing import Any

import pytest

from clark.local.aws.calls import Call, identify
from clark.local.aws.faults import Faults

SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/{}/aws4_request, Signature=x"


def request(scope: str, method: str = "POST", path: str = "/", **more: Any) -> dict[str, Any]:
    body: bytes = more.pop("body", b"")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "HTTP_AUTHORIZATION": SIGNED.format(scope),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **more,
    }


def test_the_query_protocol_names_its_operation_in_the_body_which_stays_readable() -> None:
    environ = request(
        "eu-west-1/rds",
        body=b"Action=CreateDBInstance&MasterUserPassword=x",
        CONTENT_TYPE="application/x-www-form-urlencoded; charset=utf-8",
    )
    assert identify(environ) == Call("rds", "eu-west-1", "CreateDBInstance")
    assert environ["wsgi.input"].read().startswith(b"Action=CreateDBInstance")


def test_the_json_protocol_names_its_operation_in_a_header() -> None:
    environ = request("us-west-2/secretsmanager", HTTP_X_AMZ_TARGET="secretsmanager.GetSecretValue")
    assert identify(environ) == Call("secretsmanager", "us-west-2", "GetSecretValue")


@pytest.mark.parametrize(
    ("method", "path", "query", "operation"),
    [
        ("PUT", "/files", "", "PutBucket"),
        ("PUT", "/files", "policy", "PutBucketPolicy"),
        ("PUT", "/files", "publicAccessBlock", "PutBucketPublicaccessblock"),
        ("GET", "/files/a/b", "", "GetObject"),
        ("DELETE", "/files/a", "", "DeleteObject"),
    ],
)
def test_s3_operations_are_method_target_and_subresource(
    method: str, path: str, query: str, operation: str
) -> None:
    environ = request("us-east-1/s3", method, path, QUERY_STRING=query)
    assert identify(environ).operation == operation


def test_reads_are_told_from_writes() -> None:
    reads = {"DescribeDBInstances", "ListSecrets", "GetObject", "HeadBucket"}
    writes = {"CreateDBInstance", "PutObject", "AddTagsToResource", "IncreaseReplicaCount"}
    assert all(Call("", "", name).reads for name in reads)
    assert not any(Call("", "", name).reads for name in writes)


def test_a_fault_is_met_as_often_as_planned_and_only_where_planned() -> None:
    faults = Faults()
    faults.plan(
        {"service": "rds", "operation": "X", "region": "eu-west-1", "kind": "error", "count": 2}
    )
    assert faults.take(Call("rds", "us-east-1", "X")) is None
    assert faults.take(Call("rds", "eu-west-1", "Y")) is None
    met = [faults.take(Call("rds", "eu-west-1", "X")) is not None for _ in range(3)]
    assert met == [True, True, False]

"""Conditions of bucket policies hold or not for who has the key of the local AWS."""

from typing import Any

import pytest

from clark.local.aws.bucket_policy import applying
from clark.local.aws.identity import ACCOUNT


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        ({}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}, False),
        ({"StringNotEquals": {"aws:PrincipalAccount": "444455556666"}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": ["444455556666", ACCOUNT]}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"Null": {"aws:SourceVpce": "true"}}, True),
    ],
)
def test_a_statement_applies_if_its_conditions_hold(
    condition: dict[str, Any], applies: bool
) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}
    assert applying(policy)["Statement"] == ([statement] if applies else [])

"""A bucket's policy in the provider's words becomes one in AWS's."""

from typing import Any

import pytest

from clark.local.controlplane.provider.bucket_policy import BucketPolicy, in_aws_words

ONLY_ENCRYPTED = {
    "version": "2012-10-17",
    "statements": [
        {
            "sid": "OnlyEncryptedConnections",
            "effect": "Deny",
            "principal": {"allowAnon": True},
            "action": ["s3:*"],
            "resource": ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
            "condition": [
                {
                    "operatorKey": "Bool",
                    "conditions": [{"key": "aws:SecureTransport", "stringValue": "false"}],
                }
            ],
        }
    ],
}


def test_a_denial_of_connections_that_are_not_encrypted():
    assert in_aws_words(ONLY_ENCRYPTED) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyEncryptedConnections",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["s3:*"],
                "Resource": ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


@pytest.mark.parametrize(
    ("principal", "said"),
    [
        (
            {"awsPrincipals": [{"iamRoleArn": "arn:1"}, {"awsAccountId": "111122223333"}]},
            {"AWS": ["arn:1", "111122223333"]},
        ),
        ({"service": ["logging.s3.amazonaws.com"]}, {"Service": ["logging.s3.amazonaws.com"]}),
        ({"federated": "example.com"}, {"Federated": "example.com"}),
    ],
)
def test_who_is_meant(principal: dict[str, Any], said: dict[str, Any]):
    statement = {"effect": "Allow", "principal": principal, "action": ["s3:GetObject"]}
    assert in_aws_words({"statements": [statement]})["Statement"][0]["Principal"] == said


def test_a_policy_that_aws_has_already_asks_for_no_update():
    held = in_aws_words(ONLY_ENCRYPTED)
    assert BucketPolicy().matches(held, ONLY_ENCRYPTED)
    assert not BucketPolicy().matches({**held, "Statement": []}, ONLY_ENCRYPTED)
    assert not BucketPolicy().matches(None, ONLY_ENCRYPTED)
    assert BucketPolicy().late(held) is None

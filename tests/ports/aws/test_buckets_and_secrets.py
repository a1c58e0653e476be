"""S3 and Secrets Manager where moto falls short."""

import json
from typing import Any

import pytest
from aws_stack import Stack
from botocore.exceptions import ClientError


def bucket(stack: Stack, name: str, region: str = "us-east-1") -> Any:
    s3 = stack.client("s3", region)
    where = {} if region == "us-east-1" else {"LocationConstraint": region}
    s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
    return s3


def policy(name: str, principal: Any = "*") -> str:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_bucket_keeps_objects_in_every_region(stack: Stack, region: str) -> None:
    name = f"techcorp-files-{region}"
    s3 = bucket(stack, name, region)
    s3.put_object(Bucket=name, Key="a/b.txt", Body=b"hello")
    assert s3.get_object(Bucket=name, Key="a/b.txt")["Body"].read() == b"hello"


@pytest.mark.parametrize("name", ["has_underscore", "Upper", "192.168.0.1", "two..dots", "-dash"])
def test_names_that_s3_does_not_take_are_refused(stack: Stack, name: str) -> None:
    s3 = stack.client("s3")
    s3.meta.events.unregister("before-parameter-build.s3", None)
    with pytest.raises((ClientError, Exception), match=r"InvalidBucketName|Invalid bucket name"):
        s3.create_bucket(Bucket=name)


def test_a_region_that_is_none_is_refused(stack: Stack) -> None:
    where = {"LocationConstraint": "mars-north-1"}
    with pytest.raises(ClientError, match="InvalidLocationConstraint"):
        stack.client("s3").create_bucket(Bucket="techcorp-mars", CreateBucketConfiguration=where)


def test_a_public_policy_is_blocked_where_the_bucket_says_so(stack: Stack) -> None:
    s3 = bucket(stack, "techcorp-private")
    s3.put_public_access_block(
        Bucket="techcorp-private",
        PublicAccessBlockConfiguration={"BlockPublicPolicy": True, "BlockPublicAcls": True},
    )
    with pytest.raises(ClientError) as refused:
        s3.put_bucket_policy(Bucket="techcorp-private", Policy=policy("techcorp-private"))
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    account = {"AWS": "arn:aws:iam::111122223333:root"}
    s3.put_bucket_policy(Bucket="techcorp-private", Policy=policy("techcorp-private", account))


@pytest.mark.parametrize("text", ["not json", "{}", "[]", '{"Statement": [{"Effect": "Maybe"}]}'])
def test_a_malformed_policy_is_refused_and_breaks_nothing(stack: Stack, text: str) -> None:
    name = f"techcorp-malformed-{len(text)}"
    s3 = bucket(stack, name)
    with pytest.raises(ClientError) as refused:
        s3.put_bucket_policy(Bucket=name, Policy=text)
    assert refused.value.response["Error"]["Code"] == "MalformedPolicy"
    s3.put_object(Bucket=name, Key="still", Body=b"works")


def test_a_policy_for_another_bucket_is_refused(stack: Stack) -> None:
    s3 = bucket(stack, "techcorp-mine")
    with pytest.raises(ClientError, match="invalid resource"):
        s3.put_bucket_policy(Bucket="techcorp-mine", Policy=policy("techcorp-theirs"))


def test_a_promoted_version_is_what_is_read(stack: Stack, region: str) -> None:
    secrets = stack.client("secretsmanager", region)
    name = "clark/prod/promoted/java"
    first = secrets.create_secret(Name=name, SecretString="one")["VersionId"]
    second = secrets.put_secret_value(
        SecretId=name, SecretString="two", VersionStages=["AWSPENDING"]
    )["VersionId"]
    secrets.update_secret_version_stage(
        SecretId=name,
        VersionStage="AWSCURRENT",
        MoveToVersionId=second,
        RemoveFromVersionId=first,
    )
    read = secrets.get_secret_value(SecretId=name)
    assert (read["SecretString"], read["VersionId"]) == ("two", second)
    previous = secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
    assert previous["SecretString"] == "one"


def test_rotation_without_a_function_leaves_the_secret_readable(stack: Stack) -> None:
    secrets = stack.client("secretsmanager")
    secrets.create_secret(Name="clark/dev/unrotated", SecretString="one")
    with pytest.raises(ClientError) as refused:
        secrets.rotate_secret(SecretId="clark/dev/unrotated")
    assert refused.value.response["Error"]["Code"] == "InvalidRequestException"
    assert secrets.get_secret_value(SecretId="clark/dev/unrotated")["SecretString"] == "one"

"""A bucket as the shipped offering renders it, in the local AWS."""

import json

from cluster_stack import Plane, Stack, ready, shipped

from clark.catalog import render

REGION, NAME = "us-east-1", "papers-prod"
BUCKET = f"techcorp-{NAME}-{REGION}"


def test_a_bucket_is_private_encrypted_and_takes_encrypted_connections_only(
    plane: Plane, stack: Stack
):
    offering = shipped("storages")
    asked = {"service": "papers", "application": "papers", "team": "legal", "region": REGION}
    for path, text in render(offering, asked).items():
        plane.repository.write(path, text)
    plane.repository.commit()
    plane.wait("Bucket", NAME, ready)
    s3 = stack.client("s3", REGION)
    (denial,) = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
    assert (denial["Effect"], denial["Principal"]) == ("Deny", "*")
    assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert denial["Resource"] == [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    blocks = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert all(blocks.values())
    assert len(blocks) == 4
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"kept")
    assert s3.get_object(Bucket=BUCKET, Key="a")["Body"].read() == b"kept"

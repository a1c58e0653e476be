"""Things that were in AWS before Clark was come under management, and AWS never notices."""

import json
from typing import Any

import boto3
import pytest

from clark import wiring

REGION = "us-east-1"
NAMES = ("legacy-billing-prod", "techcorp-legacy-scans")
TAGS = {"team": "orders", "environment": "prod", "application": "billing"}


@pytest.fixture(scope="module")
def aws(clark: Any) -> Any:
    """A maker of AWS clients, for what people did in the account themselves."""
    where = wiring.running_at(clark.home)
    key = where.token_file("aws").read_text().strip()
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=key)
    return lambda service: session.client(service, region_name=REGION, endpoint_url=where.aws_url)


@pytest.fixture(scope="module")
def legacy(aws: Any) -> dict[str, str]:
    """A database and a bucket that nobody made through Clark, as AWS describes them."""
    aws("rds").create_db_instance(
        DBInstanceIdentifier=NAMES[0],
        DBInstanceClass="db.t3.medium",
        Engine="postgres",
        EngineVersion="15.7",
        AllocatedStorage=40,
        StorageType="gp3",
        StorageEncrypted=True,
        MasterUsername="billing_owner",
        MasterUserPassword="canary-4410-legacy",
        BackupRetentionPeriod=7,
        MultiAZ=True,
        DeletionProtection=True,
        PubliclyAccessible=False,
        Tags=[{"Key": key, "Value": value} for key, value in TAGS.items()],
    )
    _bucket(aws("s3"), NAMES[1])
    waiter = aws("rds").get_waiter("db_instance_available")
    waiter.wait(DBInstanceIdentifier=NAMES[0], WaiterConfig={"Delay": 1, "MaxAttempts": 90})
    return _described(aws)


def test_what_exists_is_chosen_described_approved_and_managed_as_it_is(
    sit: Any, aws: Any, legacy: dict[str, str]
) -> None:
    maya, ravi = sit("maya"), sit("ravi")
    page = maya.open("/adopt/")
    page.click("button:has-text('Look now')")
    page.wait_for_selector(f"label:has-text('{NAMES[0]}')")
    assert maya.violations() == []
    page.fill("[name=q]", "legacy")
    page.wait_for_selector(f".rows:not(:has-text('orders-db-prod')) label:has-text('{NAMES[0]}')")
    for name in NAMES:
        page.locator(f"label:has-text('{name}')").focus()
        page.click(f"label:has-text('{name}')")
    page.focus("input.pick >> nth=0")
    page.click("button:has-text('Describe what is chosen')")
    page.wait_for_selector(".verdict")
    assert maya.violations() == []
    _fill_in(maya)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/requests/*/")
    assert "Adopt " in page.inner_text("h1")
    assert "and 1 more" in page.inner_text("h1")

    _approve(ravi, maya.number)
    page.wait_for_selector("h1 + .facts .pill:has-text('Done')")
    assert _described(aws) == legacy
    page = maya.open("/services/us-east-1/legacy-billing-prod/")
    page.wait_for_selector(".facts .pill:has-text('Synced')")
    page.wait_for_selector(".facts .pill:has-text('Healthy')")
    page = maya.open("/adopt/?q=legacy")
    page.wait_for_selector(".pill:has-text('Managed') >> nth=1")


def test_the_command_line_lists_refuses_by_field_and_shows_definitions(
    clark: Any, tokens: Any, aws: Any
) -> None:
    aws("s3").create_bucket(Bucket="techcorp-open-bucket")
    listed = clark.run("adopt", "--region", REGION, "--json", token=tokens["maya"])
    assert listed.code == 0, listed.err
    rows = {row["identifier"]: row["state"] for row in json.loads(listed.out)["rows"]}
    assert rows["techcorp-open-bucket"] == "free"
    assert rows["orders-db-prod"] == "managed"
    asked = ("adopt", "techcorp-open-bucket", "--region", REGION)
    refused = clark.run(*asked, "--service", "Open Bucket", token=tokens["maya"])
    assert refused.code == 1
    assert "resources.0.service" in refused.err
    assert "resources.0.team" in refused.err
    whose = ("--team", "orders", "--environment", "dev", "--application", "shop")
    denied = clark.run(*asked, *whose, "--dry-run", token=tokens["maya"])
    assert "clark.dev/adopted: techcorp-open-bucket" in denied.out
    assert denied.code == 1, "policies want it private first"
    assert "Change it in AWS and look again" in denied.err


def _fill_in(seat: Any) -> None:
    """The database says by its tags what it is; the bucket is asked about until all is right."""
    page = seat.page
    database = 0 if NAMES[0] in page.inner_text("#what-0") else 1
    assert page.input_value(f"#field-service-{database}") == "legacy-billing"
    assert page.input_value(f"#field-team-{database}") == "orders"
    bucket = 1 - database
    page.fill(f"#field-service-{bucket}", "")
    page.wait_for_selector(f"#problem-service-{bucket}:has-text('Nothing says')")
    with seat.expecting(422):
        page.focus("#field-reason")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".summary:focus")
    page.click(".summary a")
    assert page.evaluate("document.activeElement.id") == f"field-service-{bucket}"
    page.keyboard.type("legacy-scans")
    page.wait_for_selector(".verdict.review:has-text('reviewer')")
    page.wait_for_selector(".file:has-text('legacy-scans-prod/service.yaml')")


def _approve(seat: Any, number: int) -> None:
    page = seat.open(f"/requests/{number}/")
    page.wait_for_selector("h1 + .facts .pill:has-text('In review')")
    page.click("button:has-text('Approve')")
    page.wait_for_selector(".facts .pill:not(:has-text('In review'))")


def _bucket(s3: Any, name: str) -> None:
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True)
    )
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})


def _described(aws: Any) -> dict[str, str]:
    """What AWS says of both; the time that backups reach to goes on by itself."""
    database = aws("rds").describe_db_instances(DBInstanceIdentifier=NAMES[0])["DBInstances"][0]
    kept = {key: value for key, value in database.items() if key != "LatestRestorableTime"}
    s3, bucket = aws("s3"), {"Bucket": NAMES[1]}
    settings = [
        s3.get_bucket_versioning(**bucket)["Status"],
        s3.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"],
        s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"],
        s3.get_bucket_tagging(**bucket)["TagSet"],
    ]
    return {"database": json.dumps(kept, default=str), "bucket": json.dumps(settings)}

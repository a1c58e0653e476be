"""State outlives the processes; faults can be asked for; secrets stay where they belong."""

import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from aws_stack import Stack, wait_until
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from databases import PASSWORD, available, can_login, create, login, show

from clark.local.aws import identity
from clark.local.installation import ACCOUNT
from clark.local.tokens import for_reading


def test_all_state_survives_a_kill_of_both_processes(own_stack: Stack) -> None:
    stack = own_stack
    rds, cache = stack.client("rds", "eu-west-1"), stack.client("elasticache", "us-west-2")
    s3, secrets = stack.client("s3"), stack.client("secretsmanager", "us-west-2")
    create(rds, "lasting", Tags=[{"Key": "team", "Value": "payments"}])
    cache.create_replication_group(
        ReplicationGroupId="lasting",
        ReplicationGroupDescription="d",
        CacheNodeType="cache.t3.micro",
        NumCacheClusters=3,
    )
    s3.create_bucket(Bucket="techcorp-lasting")
    s3.put_object(Bucket="techcorp-lasting", Key="k", Body=b"v")
    secrets.create_secret(
        Name="lasting", SecretString="kept", AddReplicaRegions=[{"Region": "eu-west-1"}]
    )
    wait_until(lambda: available(rds, "lasting"))
    host = show(rds, "lasting")["Endpoint"]["Address"]
    with login(stack.engine(host)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    before = _everything(rds, cache, s3, secrets)
    port = stack.engine(host).port

    stack.end("aws", kill=True)
    stack.end("dataplane", kill=True)
    wait_until(lambda: not _listens(port))  # no engine is left behind
    stack.start("dataplane")
    stack.start("aws")

    assert _everything(rds, cache, s3, secrets) == before
    wait_until(lambda: can_login(stack.engine(host)))
    assert stack.engine(host).port == port
    with login(stack.engine(host)) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    secrets.put_secret_value(SecretId="lasting", SecretString="newer")
    copied = stack.client("secretsmanager", "eu-west-1").get_secret_value(SecretId="lasting")
    assert copied["SecretString"] == "newer", "the copy still follows its source"


@pytest.mark.parametrize("after", [0.0, 1.7])
def test_a_kill_in_the_middle_of_creation_changes_nothing(own_stack: Stack, after: float) -> None:
    rds = own_stack.client("rds")
    made = create(rds, "interrupted")
    time.sleep(after)
    own_stack.end("aws", kill=True)
    own_stack.start("aws")
    wait_until(lambda: available(rds, "interrupted"))
    shown = show(rds, "interrupted")
    assert shown["InstanceCreateTime"] == made["InstanceCreateTime"]
    assert shown["DbiResourceId"] == made["DbiResourceId"]
    assert can_login(own_stack.engine(shown["Endpoint"]["Address"]))


def test_a_kill_during_the_outage_of_a_resize_ends_the_resize(own_stack: Stack) -> None:
    rds = own_stack.client("rds")
    create(rds, "resized", BackupRetentionPeriod=0)
    wait_until(lambda: available(rds, "resized"))
    engine = own_stack.engine(show(rds, "resized")["Endpoint"]["Address"])
    rds.modify_db_instance(
        DBInstanceIdentifier="resized", DBInstanceClass="db.t3.large", ApplyImmediately=True
    )
    wait_until(lambda: not can_login(engine))
    own_stack.end("aws", kill=True)
    own_stack.start("aws")
    wait_until(lambda: available(rds, "resized"))
    assert show(rds, "resized")["DBInstanceClass"] == "db.t3.large"
    assert can_login(engine)


def test_a_database_is_not_available_before_its_engine_is(own_stack: Stack) -> None:
    own_stack.end("dataplane")
    rds = own_stack.client("rds")
    create(rds, "waiting")
    time.sleep(5)
    assert show(rds, "waiting")["DBInstanceStatus"] == "creating"
    own_stack.start("dataplane")
    wait_until(lambda: available(rds, "waiting"))


def test_a_node_group_that_is_being_scaled_goes_on_after_a_kill(own_stack: Stack) -> None:
    region = "us-west-2"
    eks = own_stack.client("eks", region)
    named = {"clusterName": "local", "nodegroupName": "kept"}

    def shown() -> Any:
        return own_stack.client("eks", region).describe_nodegroup(**named)["nodegroup"]

    eks.create_nodegroup(
        **named,
        subnets=[identity.default_subnet(ACCOUNT, region, 0)],
        nodeRole=identity.node_role(ACCOUNT),
        launchTemplate={"id": identity.node_launch_template(ACCOUNT, region)},
        scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 2},
    )
    wait_until(lambda: shown()["status"] == "ACTIVE")
    eks.update_nodegroup_config(**named, scalingConfig={"desiredSize": 2})
    own_stack.end("aws")
    own_stack.start("aws")
    wait_until(lambda: shown()["status"] == "ACTIVE")
    assert shown()["scalingConfig"] == {"minSize": 1, "desiredSize": 2, "maxSize": 2}
    assert shown()["launchTemplate"]["version"] == "1"


def test_both_stop_quickly(own_stack: Stack) -> None:
    rds = own_stack.client("rds")
    create(rds, "running")
    wait_until(lambda: available(rds, "running"))
    # 0.4 s when the machine has nothing else to do
    assert own_stack.end("aws") + own_stack.end("dataplane") < 10


def plan(stack: Stack, **fault: Any) -> None:
    ask_for_fault(stack, fault).raise_for_status()


def ask_for_fault(stack: Stack, fault: dict[str, Any], token: str = "") -> httpx.Response:
    shown = {"Authorization": f"Bearer {token or stack.token}"}
    return httpx.put(f"{stack.url('aws')}/_clark/faults", json=fault, headers=shown)


def test_errors_and_throttling_come_as_often_as_planned(stack: Stack, region: str) -> None:
    codes = []
    for service, operation, call in (
        ("rds", "DescribeDBInstances", "describe_db_instances"),
        ("secretsmanager", "ListSecrets", "list_secrets"),
    ):
        client = stack.client(service, region)
        for kind in ("error", "throttle"):
            plan(stack, service=service, operation=operation, region=region, kind=kind)
            with pytest.raises(ClientError) as refused:
                getattr(client, call)()
            codes.append(refused.value.response["Error"]["Code"])
        getattr(client, call)()
    assert codes == ["InternalFailure", "Throttling"] * 2


def test_a_lost_answer_was_carried_out(stack: Stack) -> None:
    rds = stack.client("rds", "us-west-2")
    plan(stack, service="rds", operation="CreateDBInstance", kind="lost-answer")
    with pytest.raises(ConnectionClosedError):
        create(rds, "lost")
    assert show(rds, "lost")["DBInstanceIdentifier"] == "lost"


def test_a_slow_call_does_not_hold_up_the_others(stack: Stack) -> None:
    plan(stack, service="rds", operation="DescribeEvents", kind="slow", seconds=1.0)
    began = time.monotonic()
    stack.client("rds").describe_events()
    assert time.monotonic() - began > 1.0


def test_a_fault_that_is_none_is_refused(stack: Stack) -> None:
    for fault in ({"service": "rds"}, {"service": "s", "operation": "o", "kind": "flood"}):
        assert ask_for_fault(stack, fault).status_code == 400


def test_another_user_of_the_machine_gets_nothing(stack: Stack) -> None:
    stack.client("secretsmanager").create_secret(Name="theirs", SecretString="kept")
    for service, ask, code in (
        ("secretsmanager", "list_secrets", "UnrecognizedClientException"),
        ("rds", "describe_db_instances", "InvalidClientTokenId"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("ec2", "describe_vpcs", "AuthFailure"),
        ("eks", "list_clusters", "UnrecognizedClientException"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ):
        stranger = stack.client(service, key="AKIAIOSFODNN7EXAMPLE")
        with pytest.raises(ClientError) as refused:
            getattr(stranger, ask)()
        assert refused.value.response["Error"]["Code"] == code
    assert httpx.get(stack.url("aws")).status_code == 403
    assert ask_for_fault(stack, {}, token="guessed").status_code == 401


def test_an_address_signed_in_advance_works_for_whoever_has_it(stack: Stack) -> None:
    s3 = stack.client("s3", config=Config(signature_version="s3v4"))
    s3.create_bucket(Bucket="techcorp-presigned")
    s3.put_object(Bucket="techcorp-presigned", Key="k", Body=b"v")
    wanted = {"Bucket": "techcorp-presigned", "Key": "k"}
    signed = s3.generate_presigned_url("get_object", Params=wanted)
    assert httpx.get(signed).content == b"v"
    assert httpx.get(signed.replace(stack.token, "guessed")).status_code == 403


def test_a_page_of_another_site_is_not_answered(stack: Stack) -> None:
    url = f"{stack.url('aws')}/health"
    assert httpx.get(url, headers={"Host": "evil.example"}).status_code == 403
    assert httpx.get(url, headers={"Origin": "https://evil.example"}).status_code == 403
    assert "access-control-allow-origin" not in httpx.get(url, headers={"Origin": "x"}).headers
    assert httpx.post(f"{stack.url('aws')}/moto-api/reset").status_code == 403


def test_passwords_are_in_private_files_only_never_in_a_log_or_command_line(stack: Stack) -> None:
    rds = stack.client("rds")
    assert can_login(stack.engine(show(rds, "discreet")["Endpoint"]["Address"]))
    secret = PASSWORD.encode()
    holding = [path for path in stack.home.rglob("*") if path.is_file() and secret in _read(path)]
    assert holding, "the state of RDS holds it"
    assert {path.parent for path in holding} == {stack.home / "aws"}
    assert {path.stat().st_mode & 0o777 for path in holding} == {0o600}
    assert (stack.home / "aws").stat().st_mode & 0o777 == 0o700
    assert (stack.home / "dataplane").stat().st_mode & 0o777 == 0o700
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            assert secret not in _read(process / name) or process.name == str(os.getpid())


def _everything(rds: Any, cache: Any, s3: Any, secrets: Any) -> dict[str, Any]:
    """All that the four services tell, without what differs between two requests."""
    database = show(rds, "lasting")
    database.pop("LatestRestorableTime")
    wait_until(lambda: _groups(cache)[0]["Status"] == "available")
    return {
        "database": database,
        "cache": _groups(cache),
        "members": cache.describe_cache_clusters()["CacheClusters"],
        "buckets": s3.list_buckets()["Buckets"],
        "object": s3.get_object(Bucket="techcorp-lasting", Key="k")["Body"].read(),
        "secret": secrets.get_secret_value(SecretId="lasting")["SecretString"],
        "versions": secrets.describe_secret(SecretId="lasting")["VersionIdsToStages"],
    }


def _groups(cache: Any) -> list[dict[str, Any]]:
    return list(cache.describe_replication_groups()["ReplicationGroups"])


def _listens(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}", timeout=0.5)
    except httpx.ConnectError:
        return False
    except httpx.HTTPError:
        return True
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_the_key_for_plans_looks_and_is_denied_everything_else(stack: Stack) -> None:
    reader = for_reading(stack.token)
    s3, ec2 = stack.client("s3", key=reader), stack.client("ec2", key=reader)
    assert ec2.describe_vpcs()["Vpcs"]
    assert "Buckets" in s3.list_buckets()
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.create_bucket(Bucket="techcorp-not-to-be")
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.create_vpc(CidrBlock="10.9.0.0/16")
    with pytest.raises(ClientError, match="AccessDenied"):
        stack.client("secretsmanager", key=reader).create_secret(Name="x", SecretString="y")

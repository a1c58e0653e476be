"""Services through their life, on a real repository, the local AWS and real engines."""

import json

import psycopg
import redis
from cluster_stack import (
    Plane,
    Stack,
    add,
    bucket,
    cache,
    condition,
    credentials,
    database,
    directory,
    ready,
    says,
    secret_key,
    wait_for,
)

from clark.manifests import write

REGION = "us-east-1"


def test_a_database_becomes_ready_and_its_delivered_login_works(plane: Plane, stack: Stack):
    name = "orders-db-prod"
    add(plane.repository, REGION, database(name, REGION), app="orders")
    plane.repository.commit()
    creating = plane.wait("RDSInstance", name, says("Ready", "Creating"))
    assert condition(creating, "Synced")["reason"] == "ReconcileSuccess"
    live = plane.wait("RDSInstance", name, ready)
    assert live.status["atProvider"]["dbInstanceStatus"] in ("available", "backing-up")
    assert "dbInstanceClass" not in live.status["atProvider"]
    assert live.spec["forProvider"]["port"] == 5432, "late-initialised"
    assert live.annotations["crossplane.io/external-name"] == name
    plane.wait("PushSecret", name, says("Ready", "Synced"))
    pulled = plane.wait("ExternalSecret", name, says("Ready", "SecretSynced"))
    assert {"CreatedExternalResource", "Synced", "Created"} <= set(plane.reasons(name))

    key = secret_key(name, "orders")
    stored = stack.client("secretsmanager", REGION).get_secret_value(SecretId=key)
    assert pulled.status["syncedVersionIds"] == {key: stored["VersionId"]}
    login = plane.clusters.secret(REGION, "orders", name)
    assert json.loads(stored["SecretString"]) == login
    address = wait_for(lambda: plane.clusters.addresses(REGION).get(login["endpoint"]))
    assert "PostgreSQL" in address.engine
    with psycopg.connect(
        host=address.host,
        port=address.port,
        user=login["username"],
        password=login["password"],
        dbname="postgres",
    ) as connection:
        assert connection.execute("select 1").fetchone() == (1,)

    tags = {one["Key"]: one["Value"] for one in _instance(stack, name)["TagList"]}
    assert tags == {"team": "payments"}


def test_a_cache_becomes_ready_with_its_token_and_gets_another_node(plane: Plane):
    name = "sessions-cache-prod"
    path = add(plane.repository, REGION, cache(name, REGION), app="sessions")
    plane.repository.commit()
    live = plane.wait("ReplicationGroup", name, ready)
    assert len(live.status["atProvider"]["memberClusters"]) == 2
    plane.wait("ExternalSecret", name, ready)
    login = plane.clusters.secret(REGION, "sessions", name)
    assert {"endpoint", "port", "readerEndpoint", "readerPort", "password"} == set(login)
    address = wait_for(lambda: plane.clusters.addresses(REGION).get(login["endpoint"]))
    client = redis.Redis(address.host, address.port, password=login["password"])
    assert client.ping()
    client.close()

    plane.repository.replace(path, "numCacheClusters: 2", "numCacheClusters: 3")
    plane.repository.commit()
    plane.wait("ReplicationGroup", name, says("Ready", "Unavailable"))
    grown = plane.wait("ReplicationGroup", name, ready)
    assert len(grown.status["atProvider"]["memberClusters"]) == 3

    plane.repository.replace(path, "numCacheClusters: 3", "numCacheClusters: 1")
    plane.repository.commit()
    refused = plane.wait("ReplicationGroup", name, says("Synced", "ReconcileError"))
    assert "at least 1 replica is required" in condition(refused, "Synced")["message"]
    assert ready(refused)


EXPIRY = {
    "id": "old",
    "status": "Enabled",
    "filter": {"prefix": "tmp/"},
    "expiration": {"days": 30},
}
ENCRYPTION = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
SETTINGS = {
    "versioningConfiguration": {"status": "Enabled"},
    "serverSideEncryptionConfiguration": {"rules": [ENCRYPTION]},
    "publicAccessBlockConfiguration": {"blockPublicAcls": True, "blockPublicPolicy": True},
    "lifecycleConfiguration": {"rules": [EXPIRY]},
    "tagging": {"tagSet": [{"key": "team", "value": "billing"}]},
}


def test_a_bucket_has_what_its_definition_asks_for(plane: Plane, stack: Stack):
    name = "techcorp-invoices-prod"
    path = add(plane.repository, REGION, bucket(name, REGION, **SETTINGS), app="invoices")
    plane.repository.commit()
    plane.wait("Bucket", name, ready)
    plane.wait("ExternalSecret", name, ready)
    login = plane.clusters.secret(REGION, "invoices", name)
    assert login == {"endpoint": name, "region": REGION}
    s3 = stack.client("s3", REGION)
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"][
        "BlockPublicAcls"
    ]
    assert s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"][0]["ID"] == "old"
    tags = {one["Key"]: one["Value"] for one in s3.get_bucket_tagging(Bucket=name)["TagSet"]}
    assert tags == {"team": "billing"}

    plane.repository.replace(path, "status: Enabled\n    serv", "status: Suspended\n    serv")
    plane.repository.commit()
    wait_for(lambda: s3.get_bucket_versioning(Bucket=name)["Status"] == "Suspended")

    s3.put_object(Bucket=name, Key="kept", Body=b"x")
    plane.repository.delete(directory(REGION, name))
    plane.repository.commit()
    stuck = plane.wait("Bucket", name, says("Synced", "ReconcileError"))
    assert condition(stuck, "Synced")["message"].startswith(
        "delete failed: api error BucketNotEmpty:"
    )
    versions = s3.list_object_versions(Bucket=name)
    for one in (*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())):
        s3.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    plane.wait_gone("Bucket", name)


def test_a_resize_now_and_one_in_the_window(plane: Plane, stack: Stack):
    name = "resized-db-prod"
    path = add(plane.repository, REGION, database(name, REGION))
    plane.repository.commit()
    first = plane.wait("RDSInstance", name, ready)
    wait_for(lambda: _instance(stack, name)["DBInstanceStatus"] == "available")

    plane.repository.replace(path, "db.t3.medium", "db.t3.large")
    plane.repository.commit()
    busy = plane.wait(
        "RDSInstance", name, lambda one: one.status["atProvider"]["dbInstanceStatus"] == "modifying"
    )
    assert ready(busy), "the provider calls a database that is being modified ready"
    assert busy.generation > first.generation
    assert condition(busy, "Synced")["observedGeneration"] == busy.generation
    plane.wait(
        "RDSInstance", name, lambda one: one.status["atProvider"]["dbInstanceStatus"] == "available"
    )
    assert _instance(stack, name)["DBInstanceClass"] == "db.t3.large"

    plane.repository.replace(
        path, "applyModificationsImmediately: true", "applyModificationsImmediately: false"
    )
    plane.repository.replace(path, "db.t3.large", "db.t3.xlarge")
    plane.repository.commit()
    waiting = plane.wait("RDSInstance", name, lambda one: "pendingModifiedValues" in _at(one))
    assert _at(waiting)["pendingModifiedValues"] == {"dbInstanceClass": "db.t3.xlarge"}
    before = plane.events(name, "UpdatedExternalResource")
    wait_for(lambda: plane.events(name, "UpdatedExternalResource") > before + 2, "asked again")


def test_what_aws_refuses_is_shown_in_its_words(plane: Plane):
    name = "refused-db-prod"
    path = add(plane.repository, REGION, database(name, REGION, masterUsername="admin"))
    plane.repository.commit()
    refused = plane.wait("RDSInstance", name, says("Synced", "ReconcileError"))
    assert condition(refused, "Synced")["message"] == (
        "create failed: cannot create RDS instance: api error InvalidParameterValue: "
        "MasterUsername admin cannot be used as it is a reserved word used by the engine"
    )
    assert condition(refused, "Ready")["reason"] == "Creating"
    assert "CannotCreateExternalResource" in plane.reasons(name)
    plane.repository.replace(path, "masterUsername: admin", "masterUsername: app_owner")
    plane.repository.commit()
    plane.wait("RDSInstance", name, ready)

    plane.repository.replace(path, "allocatedStorage: 100", "allocatedStorage: 50")
    plane.repository.commit()
    smaller = plane.wait("RDSInstance", name, says("Synced", "ReconcileError"))
    assert condition(smaller, "Synced")["message"].startswith(
        "update failed: cannot modify RDS instance: api error "
    )
    assert ready(smaller), "a failed update leaves it ready"


def test_edits_that_the_provider_never_makes(plane: Plane, stack: Stack):
    name = "ignored-db-prod"
    path = add(plane.repository, REGION, database(name, REGION, dbName="shop"))
    plane.repository.commit()
    plane.wait("RDSInstance", name, ready)
    wait_for(lambda: _instance(stack, name)["DBInstanceStatus"] == "available")
    plane.repository.replace(path, "dbName: shop", "dbName: store")
    plane.repository.replace(path, '"14.9"', '"14.8"')
    commit = plane.repository.commit()
    plane.wait_commit(commit)
    ignored = plane.wait("RDSInstance", name, _seen_by_provider)
    assert ready(ignored)
    assert plane.events(name, "UpdatedExternalResource") == 0

    plane.repository.replace(path, "masterUsername: app_owner", "masterUsername: someone")
    plane.repository.commit()
    wait_for(lambda: plane.events(name, "UpdatedExternalResource") > 2, "endless updates")
    assert condition(plane.get("RDSInstance", name), "Synced")["status"] == "True"
    assert _instance(stack, name)["MasterUsername"] == "app_owner"


def test_deletion_protection_is_shown_and_lifted_and_a_final_snapshot_taken(
    plane: Plane, stack: Stack
):
    name = "guarded-db-prod"
    folder = directory(REGION, name)
    path = add(plane.repository, REGION, database(name, REGION, deletionProtection=True), "shop")
    plane.repository.commit()
    plane.wait("RDSInstance", name, ready)
    plane.wait("ExternalSecret", name, ready)
    text = plane.repository.read(path)

    plane.repository.delete(folder)
    plane.repository.commit()
    guarded = plane.wait("RDSInstance", name, says("Synced", "ReconcileError"))
    assert guarded.deleting
    assert condition(guarded, "Synced")["message"].startswith(
        "delete failed: cannot delete RDS instance: api error Invalid"
    )
    assert "CannotDeleteExternalResource" in plane.reasons(name)
    assert _instance(stack, name)["DeletionProtection"]

    plane.repository.write(
        path, text.replace("deletionProtection: true", "deletionProtection: false")
    )
    plane.repository.commit()
    wait_for(lambda: (found := plane.find("RDSInstance", name)) and not found.deleting, "made anew")
    plane.wait("RDSInstance", name, ready)
    skip = "skipFinalSnapshotBeforeDeletion: "
    final = f"{skip}false\n    finalDBSnapshotIdentifier: {name}-final"
    plane.repository.replace(path, f"{skip}true", final)
    plane.wait_commit(plane.repository.commit())
    plane.repository.delete(folder)
    plane.repository.commit()
    plane.wait_gone("RDSInstance", name)
    assert name not in _instances(stack)
    snapshots = stack.client("rds", REGION).describe_db_snapshots()["DBSnapshots"]
    assert f"{name}-final" in {one["DBSnapshotIdentifier"] for one in snapshots}
    assert plane.find("PushSecret", name) is None


def test_a_paused_service_is_left_alone_and_an_orphan_survives(plane: Plane, stack: Stack):
    name = "paused-db-prod"
    manifest = database(name, REGION)
    manifest["spec"]["deletionPolicy"] = "Orphan"
    path = add(plane.repository, REGION, manifest)
    plane.repository.commit()
    plane.wait("RDSInstance", name, ready)
    manifest["metadata"]["annotations"] = {"crossplane.io/paused": "true"}
    manifest["spec"]["forProvider"]["allocatedStorage"] = 200
    plane.repository.write(path, write([manifest]))
    plane.repository.commit()
    paused = plane.wait("RDSInstance", name, says("Synced", "ReconcilePaused"))
    assert ready(paused)
    assert "ReconciliationPaused" in plane.reasons(name)
    assert _instance(stack, name)["AllocatedStorage"] == 100

    del manifest["metadata"]["annotations"]
    plane.repository.write(path, write([manifest]))
    plane.repository.commit()
    wait_for(lambda: _instance(stack, name)["AllocatedStorage"] == 200, "unpaused")
    plane.repository.delete(directory(REGION, name))
    plane.repository.commit()
    plane.wait_gone("RDSInstance", name)
    assert name in _instances(stack)


def test_a_secret_of_somebody_else_is_not_overwritten(plane: Plane, stack: Stack):
    name = "foreign-db-prod"
    vault = stack.client("secretsmanager", REGION)
    vault.create_secret(Name=secret_key(name, "shop"), SecretString="theirs")
    add(plane.repository, REGION, database(name, REGION), app="shop")
    plane.repository.commit()
    plane.wait("RDSInstance", name, ready)
    said = "set secret failed: secret not managed by external-secrets"
    plane.wait("PushSecret", name, lambda one: condition(one, "Ready").get("message") == said)
    stored = vault.get_secret_value(SecretId=secret_key(name, "shop"))
    assert stored["SecretString"] == "theirs"


def test_a_pushed_secret_is_deleted_only_when_asked(plane: Plane, stack: Stack):
    name = "leaving-bucket-prod"
    folder = directory(REGION, name)
    add(plane.repository, REGION, bucket(name, REGION))
    plane.repository.write(
        f"{folder}/credentials.yaml", write(credentials(name, "shop", deletionPolicy="Delete"))
    )
    plane.repository.commit()
    plane.wait("ExternalSecret", name, ready)
    plane.repository.delete(folder)
    plane.repository.commit()
    plane.wait_gone("PushSecret", name)
    vault = stack.client("secretsmanager", REGION)
    assert secret_key(name, "shop") not in {
        one["Name"] for one in vault.list_secrets()["SecretList"]
    }


def _at(resource):
    return resource.status.get("atProvider") or {}


def _seen_by_provider(resource):
    observed = condition(resource, "Synced").get("observedGeneration")
    return observed == resource.generation and resource.spec["forProvider"]["dbName"] == "store"


def _instance(stack: Stack, name: str):
    return stack.client("rds", REGION).describe_db_instances(DBInstanceIdentifier=name)[
        "DBInstances"
    ][0]


def _instances(stack: Stack) -> set[str]:
    found = stack.client("rds", REGION).describe_db_instances()["DBInstances"]
    return {one["DBInstanceIdentifier"] for one in found}

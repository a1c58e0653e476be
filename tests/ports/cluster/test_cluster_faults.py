"""Broken files, vanished files, rewritten history, lost answers and `kill -9`."""

import random
import time

import httpx
import psycopg
import pytest
from cluster_stack import (
    Plane,
    Repository,
    Stack,
    add,
    as_text,
    bucket,
    condition,
    database,
    directory,
    everything_written,
    ready,
    says,
    wait_for,
)

REGION = "us-west-2"


def test_a_broken_file_changes_nothing_and_the_other_services_go_on(own_plane: Plane):
    repository = own_plane.repository
    path = add(repository, REGION, bucket("kept-a-prod", REGION), app="shop")
    other = add(repository, REGION, bucket("kept-b-prod", REGION))
    repository.commit()
    own_plane.wait("Bucket", "kept-a-prod", ready)
    before = own_plane.wait("Bucket", "kept-b-prod", ready)
    text = repository.read(path)

    repository.write(path, text + "  spec: {oops\n")
    (repository.path / directory(REGION, "kept-a-prod") / "credentials.yaml").unlink()
    repository.replace(other, "forProvider:", "forProvider:\n    acl: private")
    commit = repository.commit()
    seen = own_plane.wait_commit(commit)
    assert [one.path for one in seen.broken] == [path]
    assert seen.broken[0].line > 1
    assert seen.broken[0].reason
    assert ready(own_plane.get("Bucket", "kept-a-prod"))
    assert own_plane.find("PushSecret", "kept-a-prod"), "a broken directory is not pruned"
    after = own_plane.get("Bucket", "kept-b-prod")
    assert (after.generation, after.spec["forProvider"]["acl"]) == (
        before.generation + 1,
        "private",
    )

    repository.write(path, text.replace("s3.aws.crossplane.io/v1beta1", "s3.aws.crossplane.io/v1"))
    seen = own_plane.wait_commit(repository.commit())
    assert (seen.broken[0].line, "clark migrate" in seen.broken[0].reason) == (1, True)

    repository.write(path, text)
    seen = own_plane.wait_commit(repository.commit())
    assert seen.broken == ()
    own_plane.wait_gone("PushSecret", "kept-a-prod")


def test_many_services_gone_at_once_and_a_rewritten_branch_delete_nothing(own_plane: Plane):
    repository = own_plane.repository
    empty = repository.git("rev-parse", "HEAD")
    names = [f"many-{number}-prod" for number in range(5)]
    for name in names:
        add(repository, REGION, bucket(name, REGION))
    full = repository.commit()
    for name in names:
        own_plane.wait("Bucket", name, ready)

    repository.delete("regions")
    seen = own_plane.wait_commit(repository.commit())
    assert len(seen.broken) == 5
    assert not any(one.deleting for one in seen.objects)
    repository.git("reset", "--quiet", "--hard", full)
    repository.git("commit", "--quiet", "--allow-empty", "--message", "rewritten")
    own_plane.wait_commit(repository.git("rev-parse", "HEAD"))
    wait_for(lambda: own_plane.observe().broken == ())

    repository.git("reset", "--quiet", "--hard", empty)
    add(repository, REGION, bucket(names[0], REGION))
    add(repository, REGION, bucket(names[1], REGION))
    add(repository, REGION, bucket(names[2], REGION))
    seen = own_plane.wait_commit(repository.commit())
    assert {one.path.split("/")[3] for one in seen.broken} == set(names[3:])
    seen = own_plane.wait_commit(repository.commit())
    assert len(seen.objects) == 5, "nor does the next commit on top of it"

    for name in names:
        add(repository, REGION, bucket(name, REGION))
    own_plane.wait_commit(repository.commit())
    repository.delete(directory(REGION, names[4]))
    repository.commit()
    own_plane.wait_gone("Bucket", names[4])


def test_a_lost_answer_leaves_one_database_whose_delivered_login_works(
    own_plane: Plane, stack: Stack
):
    name = "lost-db-prod"
    stack.fault("rds", "CreateDBInstance", "lost-answer", region=REGION)
    add(own_plane.repository, REGION, database(name, REGION), app="shop")
    own_plane.repository.commit()
    failed = own_plane.wait("RDSInstance", name, says("Synced", "ReconcileError"))
    assert condition(failed, "Synced")["message"].startswith("create failed: ")
    own_plane.wait("RDSInstance", name, ready)
    own_plane.wait("ExternalSecret", name, ready)
    wait_for(lambda: _logs_in(own_plane, name), "login")


def test_throttling_is_shown_and_passes(own_plane: Plane, stack: Stack):
    name = "throttled-db-prod"
    stack.fault("rds", "CreateDBInstance", "throttle", region=REGION, count=2)
    add(own_plane.repository, REGION, database(name, REGION))
    own_plane.repository.commit()
    wait_for(lambda: "CannotCreateExternalResource" in own_plane.reasons(name))
    own_plane.wait("RDSInstance", name, ready)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 20))]
)
def test_kill_9_at_any_moment_leaves_one_database_with_the_same_password(
    own_plane: Plane, stack: Stack, seed: int
):
    name = f"killed-{seed}-db-prod"
    chance = random.Random(seed)  # noqa: S311 (a seed to play it again)
    add(own_plane.repository, REGION, database(name, REGION), app="shop")
    commit = own_plane.repository.commit()
    for _ in range(3):
        time.sleep(chance.uniform(0.0, 1.5))
        own_plane.process.kill()
        own_plane.process.start()
    own_plane.wait("RDSInstance", name, ready)
    own_plane.wait("ExternalSecret", name, ready)
    delivered = own_plane.clusters.secret(REGION, "shop", name)
    wait_for(lambda: _logs_in(own_plane, name), "login")
    own_plane.process.kill()
    own_plane.process.start()
    assert own_plane.wait_commit(commit).broken == ()
    assert own_plane.clusters.secret(REGION, "shop", name) == delivered
    found = stack.client("rds", REGION).describe_db_instances()["DBInstances"]
    assert [one["DBInstanceIdentifier"] for one in found].count(name) == 1


def test_no_secret_value_leaves_by_any_other_door(own_plane: Plane, stack: Stack):
    name = "canary-db-prod"
    add(own_plane.repository, REGION, database(name, REGION), app="shop")
    own_plane.repository.commit()
    own_plane.wait("ExternalSecret", name, ready)
    password = own_plane.clusters.secret(REGION, "shop", name)["password"]
    assert password not in as_text(own_plane.observe())
    assert password.encode() not in everything_written(own_plane.home)
    for token in ("plane", "git", "dataplane"):
        assert stack.token_file(token).read_bytes() not in everything_written(own_plane.home)
    state = own_plane.home / "state.sqlite3"
    assert state.stat().st_mode & 0o777 == 0o600
    assert own_plane.home.stat().st_mode & 0o777 == 0o700


def test_it_stops_at_once_and_says_nothing_without_a_token(own_plane: Plane):
    for path in ("/observation", "/addresses", "/secrets/shop/x"):
        answer = httpx.get(f"{own_plane.process.url}{path}", trust_env=False)
        assert (answer.status_code, answer.content) == (401, b"")
    assert own_plane.process.stop() < 2
    own_plane.process.start()


def test_an_empty_repository_is_reported_and_changes_nothing(
    own_plane: Plane, own_repository: Repository
):
    add(own_repository, REGION, bucket("alone-prod", REGION))
    own_repository.commit()
    own_plane.wait("Bucket", "alone-prod", ready)
    own_repository.git("branch", "--move", "main", "trunk")
    wait_for(lambda: any("no branch main" in one.reason for one in own_plane.observe().broken))
    assert ready(own_plane.get("Bucket", "alone-prod"))
    own_repository.git("branch", "--move", "trunk", "main")
    wait_for(lambda: own_plane.observe().broken == ())


def _logs_in(plane: Plane, name: str) -> bool:
    login = plane.clusters.secret(REGION, "shop", name)
    address = plane.clusters.addresses(REGION).get(login["endpoint"])
    if address is None:
        return False
    with psycopg.connect(
        host=address.host,
        port=address.port,
        user=login["username"],
        password=login["password"],
        dbname="postgres",
    ) as connection:
        return connection.execute("select 1").fetchone() == (1,)

"""A customer leaves, Clark is switched off, and a push to the GitOps repository changes AWS."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from clark import wiring
from clark.cli import account
from clark.errors import NotFound
from clark.local.githost import LocalGitHost
from clark.local.tokens import for_clark
from tests.running_clark import GITOPS, RunningClark, WorkingCopy, wait_for

ORDERS = "regions/us-east-1/prod/orders-db-prod/service.yaml"
ALL = (GITOPS, "techcorp/clark-platform-control", "techcorp/clark-platform-infra")


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    """A Clark of its own, with a customer that has a database and a bucket."""
    running = RunningClark(tmp_path_factory.mktemp("leaving") / "home")
    try:
        running.start_worker()
        running.wait_for_catalog()
        number = running.order("storages", "photos")
        running.approve(number)
        running.until(number, "done")
        running.until_healthy("orders-db-prod")
        yield running
    finally:
        running.stop_worker()
        for client in running.clients.values():
            client.close()
        running.git.disconnect()
        running.platform.delete()


def test_the_copies_are_the_same_when_they_are_made_again(living: RunningClark) -> None:
    before = living.clients["ana"].get("/services")
    here = account.Running(living.url, living.where.githost_url, os.getpid())
    account.note_running(living.home, here)
    done = subprocess.run(
        [sys.executable, "-c", "from clark.cli.main import main; main()", "rebuild", "--json"],
        env=living.platform.environment() | {"CLARK_HOME": str(living.home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (made,) = json.loads(done.stdout)
    assert made["after"] == made["before"]
    assert made["after"]["LiveObject"] >= 2
    assert living.clients["ana"].get("/services") == before


def test_the_dashboard_is_what_git_and_the_clusters_say(living: RunningClark) -> None:
    said = living.cli("ana", "exit-check", "--json")
    assert said.returncode == 0, said.stderr
    check = json.loads(said.stdout)
    assert (check["equal"], check["services"]) == (True, 2)
    assert any("us-east-1" in line for line in check["goes_on"])
    assert living.cli("maya", "exit-check").returncode == 1


def test_after_leaving_a_push_changes_aws_with_clark_switched_off(
    living: RunningClark, tmp_path: object
) -> None:
    left = living.cli("ana", "exit", "--confirm", "TechCorp", "--json")
    assert left.returncode == 0, left.stderr
    assert json.loads(left.stdout)["standing"] == "left"
    for repository in ALL:
        commit = living.git.head(repository, "main")
        assert "HANDOVER.md" in living.git.tree(repository, commit)
    clark = LocalGitHost(living.where.githost_url, for_clark(living.git_token, "techcorp"))
    with pytest.raises(NotFound):
        clark.head(GITOPS, "main")
    clark.disconnect()
    assert living.get_service("orders-db-prod")["actions"] == []

    living.stop_worker()
    living.platform.stop()
    outside = wiring.platform(living.home, "fast", {})  # the customer's systems, and no Clark
    with outside:
        outside.wait_ready()
        assert not {"web", "worker"} & set(outside.pids())
        where = outside.describe()
        own = where.git_token_file("techcorp").read_text().strip()
        person = SimpleNamespace(git_token=own, where=where)
        copy = WorkingCopy(person, tmp_path / "gitops", GITOPS, ())  # type: ignore[operator]
        text = (copy.path / ORDERS).read_text()
        assert "allocatedStorage: 100" in text
        more = text.replace("allocatedStorage: 100", "allocatedStorage: 130")
        copy.push({ORDERS: more}, "More storage")
        living.where = where
        wait_for(lambda: _storage(living) == 130, "AWS has the storage")


def _storage(running: RunningClark) -> int:
    rds = running.aws("rds")
    found = rds.describe_db_instances(DBInstanceIdentifier="orders-db-prod")
    rds.close()
    return int(found["DBInstances"][0]["AllocatedStorage"])

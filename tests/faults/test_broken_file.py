"""What the customer pushes past Clark: broken files stop nothing that runs, and delete nothing.

The case F8 of Clark's fault list.
"""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.running_clark import RunningClark, WorkingCopy, wait_for

BROKEN = {
    "an unclosed quote": (lambda text: text.replace("name: ", 'name: "', 1), "line"),
    "a tab": (lambda text: text.replace("metadata:\n", "metadata:\n\t- x\n", 1), "line"),
    "a duplicate key": (lambda text: text + "kind: Bucket\n", "already set"),
    "an alias": (lambda text: text + "x: &a 1\ny: *a\n", "a value must be written"),
    "a merge conflict": (lambda text: f"<<<<<<< HEAD\n{text}=======\n>>>>>>> theirs\n", "line"),
    "not text": (lambda text: text.encode("utf-16"), "UTF-8"),
    "half a file": (lambda text: text[: text.index("clark.dev/parameters") + 30], "line"),
    "a list": (lambda _: "- 1\n- 2\n", "line"),
    "another kind": (lambda text: text.replace("kind: RDSInstance", "kind: RDSInstanz"), "line"),
    "more than 1 MiB": (lambda text: text + "#" * 2**20, "MiB"),
}


@pytest.fixture(scope="module")
def services(shared: RunningClark) -> RunningClark:
    """A database and a cache that run."""
    shared.ensure_worker()
    shared.wait_for_catalog()
    numbers = [shared.order("databases", "steady-db"), shared.order("caches", "steady-cache")]
    for number in numbers:
        shared.approve(number)
    for number in numbers:
        shared.until(number, "done")
    return shared


@pytest.fixture
def work(services: RunningClark, tmp_path: Path) -> Iterator[WorkingCopy]:
    """A clone. Afterwards the files are mended, and the services are as they were."""
    clone = services.clone(tmp_path / "work")
    good = clone.git("rev-parse", "HEAD").strip()
    yield clone
    clone.git("fetch", "--quiet")
    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.git("rm", "-r", "--quiet", "--ignore-unmatch", ".")
    clone.git("checkout", good, "--", ".")
    clone.git("commit", "--quiet", "--allow-empty", "-m", "As it was")
    clone.git("push", "--quiet")
    for name in ("steady-db-dev", "steady-cache-dev"):
        wait_for(lambda name=name: not flaw(services, name), "the mended file is seen")
        services.until_healthy(name)
        log_in(services, name)


def path_of(name: str) -> str:
    return f"regions/us-east-1/dev/{name}/service.yaml"


def log_in(clark: RunningClark, name: str = "steady-db-dev") -> None:
    """With what was delivered to the application. Raises where it does not let us in."""
    login = clark.delivered("shop", name)
    host, _, port = clark.get_service(name)["local"]["value"].partition(":")
    if name == "steady-db-dev":
        who = {"user": login["username"], "password": login["password"]}
        with psycopg.connect(host=host, port=int(port), dbname="postgres", **who) as session:
            assert session.execute("SELECT 1").fetchone() == (1,)
        return
    with redis.Redis(host=host, port=int(port), password=login["password"]) as session:
        assert session.ping()


def flaw(clark: RunningClark, name: str = "steady-db-dev") -> dict[str, object] | None:
    """The service's page, once it shows that its file is broken."""
    page = clark.get_service(name)
    return page if page and page["broken"] else None


def running(clark: RunningClark) -> dict[str, str]:
    """What is there, by its identity: a database that was made anew would have another."""
    instances = clark.aws("rds").describe_db_instances()["DBInstances"]
    groups = clark.aws("elasticache").describe_replication_groups()["ReplicationGroups"]
    known = {each["DBInstanceIdentifier"]: each["DbiResourceId"] for each in instances}
    return known | {each["ReplicationGroupId"]: each["ARN"] for each in groups}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_stops_nothing_and_is_shown_with_line_and_reason(services, work, how):
    before = running(services)
    spoil, word = BROKEN[how]
    text = (work.path / path_of("steady-db-dev")).read_text()
    work.push({path_of("steady-db-dev"): spoil(text)}, f"Break it: {how}")
    page = wait_for(lambda: flaw(services), f"{how} is shown")
    shown = page["broken"][0]
    assert shown["path"] == path_of("steady-db-dev")
    assert shown["line"] >= 1
    assert word == "line" or word in shown["reason"]
    assert page["row"]["name"] in {
        row["name"] for row in services.clients["maya"].get("/services")["rows"]
    }
    log_in(services)
    assert running(services) == before


def test_while_a_file_is_broken_other_services_and_new_requests_go_on(services, work):
    work.push({path_of("steady-db-dev"): "kind: [\n"}, "Break it")
    wait_for(lambda: flaw(services), "the broken file is shown")
    number = services.order("storages", "meanwhile")
    services.approve(number)
    services.until(number, "done")
    change = services.change("steady-cache-dev", "class", size="medium")
    services.approve(change)
    services.until(change, "done")
    log_in(services, "steady-cache-dev")
    log_in(services)


def test_a_change_of_a_service_whose_file_is_broken_is_refused_with_the_line(services, work):
    work.push({path_of("steady-db-dev"): "kind: [\n"}, "Break it")
    wait_for(lambda: flaw(services), "the broken file is shown")
    with pytest.raises(Exception, match=r"cannot be read: line \d+.*Mend the file"):
        services.change("steady-db-dev", "class", size="large")


def test_removing_every_file_deletes_nothing(services, work):
    before = running(services)
    work.git("rm", "-r", "--quiet", "regions")
    commit = work.save({}, "Remove everything")
    work.git("push", "--quiet")
    seen = wait_for(lambda: guarded(services, commit), "the control plane refuses")
    assert "regions" in str(seen)
    assert running(services) == before
    log_in(services)
    log_in(services, "steady-cache-dev")


def guarded(clark: RunningClark, commit: str) -> object:
    seen = clark.observation()
    return seen["broken"] or (seen if seen["commit"] == commit else None)


def test_a_broken_push_is_flagged_with_its_author_until_it_is_mended(services, work):
    path = path_of("steady-db-dev")
    text = (work.path / path).read_text()
    commit = work.push({path: "kind: [\n"}, "Break it")
    shown = wait_for(lambda: flag(services, commit), "the push is flagged")
    assert shown["author"]
    assert (shown["flaws"][0]["file"], shown["flaws"][0]["level"]) == (path, "unread")
    assert not shown["stops"]
    work.push({path: text}, "Mend it")
    wait_for(lambda: not flag(services, commit), "the flag goes")


def test_a_commit_that_removes_everything_stops_merges_until_the_files_are_back(services, work):
    work.git("rm", "-r", "--quiet", "regions")
    commit = work.save({}, "Remove everything")
    work.git("push", "--quiet")
    wait_for(lambda: flag(services, commit), "the push is flagged")
    assert commit[:7] in services.clients["maya"].get("/repositories")["stopped"]
    work.git("revert", "--no-edit", commit)
    work.git("push", "--quiet")
    wait_for(lambda: not flag(services, commit), "the files are back")
    assert services.clients["maya"].get("/repositories")["stopped"] == ""
    log_in(services)


def flag(clark: RunningClark, commit: str) -> dict[str, object] | None:
    shown = clark.clients["maya"].get("/repositories")["pushes"]
    return next((each for each in shown if each["commit"] == commit), None)


def test_a_force_push_of_an_unrelated_history_deletes_nothing(services, work):
    before = running(services)
    work.git("checkout", "--quiet", "--orphan", "other")
    work.git("rm", "-r", "--quiet", "--cached", ".")
    (work.path / "other.txt").write_text("Nothing of what was.\n")
    work.git("add", "other.txt")
    work.git("commit", "--quiet", "-m", "Start again")
    kept = work.git("rev-parse", "origin/main").strip()
    pushed = work.try_git("push", "--quiet", "--force", "origin", "other:main")
    if pushed:
        commit = work.git("rev-parse", "other").strip()
        wait_for(lambda: guarded(services, commit), "the control plane saw it")
    assert running(services) == before
    log_in(services)
    work.try_git("push", "--quiet", "--force", "origin", f"{kept}:main")
    work.git("checkout", "--quiet", "--force", "main")

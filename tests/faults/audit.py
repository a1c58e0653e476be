"""An independent look at what a platform ended up with. It shares no code with Clark.

Git is read with `git log` in a fresh clone, the database by plain SQL, the cloud by its own API,
the control plane by what it says of itself.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running_clark import RunningClark, WorkingCopy

SEEDED = 1  # commits of main before the first request
STANDING = "orders-db-prod"  # the one service that main begins with
ONCE = ("submitted", "proposed", "approved", "merged", "provisioned", "delivered", "notified")


@dataclass(frozen=True)
class Asked:
    """A request as the test knows it."""

    number: int
    service: str
    kind: str  # storages, databases, caches, or "class" for a resize
    region: str = "us-east-1"


def audit(clark: RunningClark, asked: Collection[Asked], folder: Path) -> list[str]:
    """Everything that is not as it should be, in words. Empty when all is well."""
    return [
        *_git(clark, asked, folder),
        *_database(clark, asked),
        *_cloud(clark, asked),
        *_control_planes(clark, asked),
    ]


def _git(clark: RunningClark, asked: Collection[Asked], folder: Path) -> Iterator[str]:
    clone = clark.clone(folder / "audit", "techcorp/gitops")
    lines = clone.git("log", "--first-parent", "--format=%H|%P|%s", "origin/main").splitlines()
    merges = [line.split("|")[:2] for line in lines[:-SEEDED]]
    yield from (f"main: {each} is no merge" for each in merges if len(each[1].split()) != 2)
    if len(merges) != len(asked):
        yield f"main: {len(merges)} merges for {len(asked)} requests"
    merged = {commit: parents.split()[-1] for commit, parents in merges}
    heads = Counter(merged.values())
    for one in asked:
        head = clone.git("rev-parse", f"origin/clark/request-{one.number}").strip()
        if heads[head] != 1:
            yield f"request {one.number}: its branch was merged {heads[head]} times"
        kept = clark.sql("SELECT merge_commit FROM store_request WHERE number = %s", one.number)
        if merged.get(kept[0][0]) != head:
            yield f"request {one.number}: {kept} is not the merge of its branch {head}"
        own = clone.git("log", "--format=%H", f"{head}~1..{head}").split()
        if own != [head] or len(clone.git("log", "-1", "--format=%P", head).split()) != 1:
            yield f"request {one.number}: its branch is more than one commit"
    yield from _tree(clone, asked)


def _tree(clone: WorkingCopy, asked: Collection[Asked]) -> Iterator[str]:
    branches = clone.git("branch", "--remotes", "--format=%(refname)").split()
    known = {f"clark/request-{one.number}" for one in asked} | {"main", "HEAD"}
    there = {each.removeprefix("refs/remotes/origin/") for each in branches}
    yield from (f"a branch nobody asked for: {each}" for each in there - known)
    files = sorted(str(each.relative_to(clone.path)) for each in clone.path.glob("regions/**/*.*"))
    services = {one.service for one in asked if one.kind != "class"} | {STANDING}
    wanted = {(name, file) for name in services for file in ("service.yaml", "credentials.yaml")}
    found = [(each.split("/")[3], each.split("/")[4]) for each in files]
    if sorted(found) != sorted(wanted):
        yield f"main: files {files}"


def _database(clark: RunningClark, asked: Collection[Asked]) -> Iterator[str]:
    rows = clark.sql("SELECT number, state, due_at, id FROM store_request")
    if sorted(row[0] for row in rows) != sorted(one.number for one in asked):
        yield f"requests in the database: {sorted(row[0] for row in rows)}"
    for number, state, due, key in rows:
        if state != "done" or due is not None:
            yield f"request {number} is {state}, due {due}"
        for table, most in (("store_notice", 1), ("store_decision", 1)):
            found = clark.sql(f"SELECT count(*) FROM {table} WHERE request_id = %s", key)[0][0]  # noqa: S608
            if found != most:
                yield f"request {number}: {found} rows in {table}"
        told = clark.sql("SELECT event FROM store_entry WHERE request_id = %s", key)
        events = Counter(event for (event,) in told)
        if any(events[each] != 1 for each in ONCE) or set(events) - {*ONCE, "checked"}:
            yield f"request {number}: {dict(events)}"
    left = clark.sql("SELECT id, status, args FROM procrastinate_jobs")
    yield from (f"a job is left: {job}" for job in left)


def _cloud(clark: RunningClark, asked: Collection[Asked]) -> Iterator[str]:
    expected = {
        "databases": {STANDING} | _made(asked, "databases"),
        "caches": _made(asked, "caches"),
        "storages": {f"techcorp-{name}-us-east-1" for name in _made(asked, "storages")},
    }
    rds = clark.aws("rds").get_paginator("describe_db_instances").paginate()
    caches = clark.aws("elasticache").get_paginator("describe_replication_groups").paginate()
    found = {
        "databases": [each for page in rds for each in page["DBInstances"]],
        "caches": [each for page in caches for each in page["ReplicationGroups"]],
        "storages": clark.aws("s3").list_buckets()["Buckets"],
    }
    names = {"databases": "DBInstanceIdentifier", "caches": "ReplicationGroupId"}
    for kind, wanted in expected.items():
        there = sorted(each[names.get(kind, "Name")] for each in found[kind])
        if there != sorted(wanted):
            yield f"cloud: {kind} are {there}, not {sorted(wanted)}"
    states = {each.get("DBInstanceStatus") or each["Status"] for each in found["databases"]}
    states |= {each["Status"] for each in found["caches"]}
    if states - {"available"}:
        yield f"cloud: states {states}"
    for region in ("us-west-2", "eu-west-1"):
        if clark.aws("rds", region).describe_db_instances()["DBInstances"]:
            yield f"cloud: something in {region}"


def _control_planes(clark: RunningClark, asked: Collection[Asked]) -> Iterator[str]:
    seen = clark.observation()
    managed = [each for each in seen["objects"] if "aws.crossplane.io" in _group(each)]
    names = Counter(each["name"] for each in managed)
    wanted = {one.service for one in asked if one.kind != "class"} | {STANDING}
    if set(names) != wanted or max(names.values()) != 1:
        yield f"control plane: {dict(names)}"
    for each in managed:
        if not all(given["status"] == "True" for given in each["status"]["conditions"]):
            yield f"control plane: {each['name']} {each['status']['conditions']}"
    created = Counter[str]()
    for event in seen["events"]:
        if event["reason"] == "CreatedExternalResource":
            created[event["name"]] += event["count"]
    yield from (f"{name} was created {n} times" for name, n in created.items() if n != 1)


def _made(asked: Collection[Asked], kind: str) -> set[str]:
    return {one.service for one in asked if one.kind == kind}


def _group(seen: dict[str, Any]) -> str:
    return str(seen["api_version"]).partition("/")[0]

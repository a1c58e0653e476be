"""What a review costs: schema, the shipped policies and names, on 1,000 databases.

CPU milliseconds a definition, median of 5 runs, each beside what merely reading the same texts
costs in the same run, and beside kubeconform where it is installed. kubeconform checks the schema
only, so it is a floor and no rival.

    python benchmarks/review.py [--definitions 1000] [--runs 5] [--json]
"""

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from clark import kinds
from clark.manifests import read
from clark.policy import PolicySet, review

GOAL_MS = 0.6
AIM_MS = 0.4
SEED = 20261123
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
CLASSES = ("db.t3.micro", "db.t3.medium", "db.t3.large", "db.m5.large")
DATABASE = """\
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: {name}
  labels:
    clark.dev/service: {service}
    clark.dev/environment: {environment}
    clark.dev/team: team-{team}
    clark.dev/application: {service}-app
spec:
  forProvider:
    region: {region}
    engine: postgres
    engineVersion: "14.9"
    dbInstanceClass: {size}
    allocatedStorage: {storage}
    storageType: gp3
    storageEncrypted: true
    multiAZ: true
    publiclyAccessible: false
    dbName: {database}
    masterUsername: appowner
    dbSubnetGroupName: default
    backupRetentionPeriod: 7
    deletionProtection: true
    skipFinalSnapshotBeforeDeletion: false
    finalDBSnapshotIdentifier: {name}-final
    tags:
    - key: team
      value: team-{team}
    - key: environment
      value: {environment}
    - key: application
      value: {service}-app
    - key: managed-by
      value: clark
  deletionPolicy: Delete
  providerConfigRef:
    name: default
  writeConnectionSecretToRef:
    name: {name}-credentials
    namespace: clark-connections
"""


def definitions(count: int) -> dict[str, str]:
    """Path → text of valid databases; the same for the same count."""
    chance = random.Random(SEED)  # noqa: S311 - test data
    made = {}
    for number in range(count):
        region, environment = chance.choice(REGIONS), chance.choice(("dev", "staging", "prod"))
        service = f"service-{number}-db"
        name = f"{service}-{environment}"
        made[f"regions/{region}/{environment}/{name}/service.yaml"] = DATABASE.format(
            name=name,
            service=service,
            environment=environment,
            region=region,
            team=chance.randrange(40),
            size=chance.choice(CLASSES),
            storage=chance.randrange(20, 1000),
            database=service.replace("-", "_"),
        )
    return made


def shipped_policies() -> PolicySet:
    folder = files("clark") / "blueprints" / "control" / "policies"
    return PolicySet.load(
        {
            f"policies/{file.name}": file.read_text()
            for file in folder.iterdir()
            if file.name.endswith(".yaml")
        }
    )


def cpu_ms(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def review_all(texts: Mapping[str, str], policies: PolicySet) -> None:
    for path, text in texts.items():
        verdict = review({path: text}, old={}, policies=policies)
        assert verdict.allowed, (path, verdict)


def read_all(texts: Mapping[str, str]) -> None:
    for text in texts.values():
        read(text)


def check_all(values: list[Mapping[str, Any]]) -> None:
    for value in values:
        assert not kinds.problems(value)


def one_run(texts: Mapping[str, str], policies: PolicySet) -> dict[str, float]:
    """CPU ms a definition, of each part, measured one after the other."""
    values = [read(text)[0].value for text in texts.values()]
    return {
        "review": cpu_ms(lambda: review_all(texts, policies)) / len(texts),
        "reading alone": cpu_ms(lambda: read_all(texts)) / len(texts),
        "schema alone": cpu_ms(lambda: check_all(values)) / len(texts),
    }


def rules_for(texts: Mapping[str, str], policies: PolicySet) -> int:
    """How many policies look at a database of production."""
    path = next(path for path in texts if "/prod/" in path)
    return len(policies.applying(read(texts[path])[0]))


def kubeconform(texts: Mapping[str, str], runs: int) -> float | None:
    """CPU ms a definition of `kubeconform -strict` with the schema of clark.kinds, or None."""
    program = shutil.which("kubeconform")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder, "schema.json")
        schema.write_text(json.dumps(json_schema()))
        names = []
        for number, text in enumerate(texts.values()):
            name = Path(folder, f"{number}.yaml")
            name.write_text(text)
            names.append(str(name))
        command = [program, "-strict", "-schema-location", str(schema), *names]
        return statistics.median(child_cpu_ms(command) for _ in range(runs)) / len(texts)


def child_cpu_ms(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def json_schema() -> dict[str, Any]:
    """The kind's fields as JSON Schema, at the depth that kubeconform needs to do its work."""
    kind = kinds.served("database.aws.crossplane.io", "RDSInstance")
    assert kind is not None
    root: dict[str, Any] = {"type": "object", "properties": {}}
    for field in sorted(kind.fields, key=lambda known: len(known.path)):
        node = root
        for step in field.path[:-1]:
            node = node["items"] if step == "*" else node["properties"][step]
        last = field.path[-1]
        mine: dict[str, Any] = {"type": field.type}
        if field.type == "object":
            mine["properties"] = {}
        if last == "*":
            node["items"] = mine
        else:
            node.setdefault("properties", {})[last] = mine
            node["additionalProperties"] = False
            if field.required:
                node.setdefault("required", []).append(last)
    return root


def measure(count: int, runs: int) -> dict[str, Any]:
    texts, policies = definitions(count), shipped_policies()
    review_all(dict(list(texts.items())[:50]), policies)  # caches filled, as in a running worker
    measured = [one_run(texts, policies) for _ in range(runs)]
    medians = {part: statistics.median(run[part] for run in measured) for part in measured[0]}
    return {
        "definitions": count,
        "runs": runs,
        "rules": rules_for(texts, policies),
        "cpuMs": medians,
        "spreadMs": [min(run["review"] for run in measured), max(r["review"] for r in measured)],
        "ratioToReading": medians["review"] / medians["reading alone"],
        "kubeconformCpuMs": kubeconform(texts, runs),
        "goalMs": GOAL_MS,
        "passed": medians["review"] <= GOAL_MS,
    }


def told(result: Mapping[str, Any]) -> str:
    low, high = result["spreadMs"]
    lines = [
        f"{result['definitions']} databases, {result['rules']} policies in production, "
        f"median of {result['runs']} runs, CPU ms a definition",
        *(f"  {part:<14} {ms:.3f}" for part, ms in result["cpuMs"].items()),
        f"  spread of the review {low:.3f} to {high:.3f}; "
        f"{result['ratioToReading']:.2f} times reading alone",
    ]
    other = result["kubeconformCpuMs"]
    lines.append(
        "kubeconform not installed: not compared"
        if other is None
        else f"  kubeconform    {other:.3f} (schema only, start-up included)"
    )
    said = "PASS" if result["passed"] else "FAIL"
    lines.append(f"{said}: the goal is {GOAL_MS} ms at most, the aim {AIM_MS} ms")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--definitions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = measure(asked.definitions, asked.runs)
    sys.stdout.write((json.dumps(result) if asked.json else told(result)) + "\n")


if __name__ == "__main__":
    main()

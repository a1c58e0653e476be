"""What it costs to render 1,000 services through the shipped Database composition.

CPU milliseconds a service, from answers to the text of its two files, median of 5 runs, each beside
what it costs in the same run to merely write the same values as YAML with PyYAML and libyaml and
to read them again, which is the floor of any renderer that checks what it wrote.

    python benchmarks/render.py [--services 1000] [--runs 5] [--json]
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from clark.catalog import Offering, load, render
from clark.customers.clusters import environment_file
from clark.manifests import read
from clark.ports import Surroundings

GOAL_MS = 1.0
ENVIRONMENTS = ("dev", "staging", "prod")
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
SUBNETS = ("subnet-0a", "subnet-0b", "subnet-0c")
AROUND = Surroundings(
    vpc="vpc-0",
    public_subnets=SUBNETS,
    node_subnets=SUBNETS,
    database_subnet_group="clark",
    cache_subnet_group="clark",
    security_groups={"postgresql": "sg-0", "redis": "sg-1"},
)
SEED = 20261123
OFFERINGS = Path(str(files("clark"))) / "blueprints" / "control" / "offerings"


def databases() -> Offering:
    texts = {
        f"offerings/{path.relative_to(OFFERINGS).as_posix()}": path.read_text()
        for path in OFFERINGS.rglob("*.yaml")
    }
    places = product(ENVIRONMENTS, REGIONS)
    found = load(texts | dict(environment_file(place, AROUND) for place in places)).find(
        "databases"
    )
    assert found is not None
    return found


def answers(count: int) -> list[dict[str, Any]]:
    """What people ask for; the same for the same count."""
    chance = random.Random(SEED)  # noqa: S311 - test data
    return [
        {
            "service": f"service-{number}-db",
            "environment": chance.choice(ENVIRONMENTS),
            "region": chance.choice(REGIONS),
            "application": f"service-{number}",
            "team": f"team-{chance.randrange(40)}",
            "size": chance.choice(("small", "medium", "large", "xlarge")),
            "storage": chance.randrange(20, 1000),
            "standby": chance.random() < 0.5,
        }
        for number in range(count)
    ]


def cpu_ms(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def write_and_read(rendered: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    for documents in rendered:
        text = yaml.dump_all(documents, Dumper=yaml.CSafeDumper, sort_keys=False)
        for _ in yaml.load_all(text, Loader=yaml.CSafeLoader):
            pass


def render_all(offering: Offering, asked: list[dict[str, Any]]) -> None:
    for one in asked:
        assert render(offering, one)


def one_run(offering: Offering, asked: list[dict[str, Any]]) -> dict[str, float]:
    """CPU ms a service, of each part, measured one after the other."""
    rendering = cpu_ms(lambda: render_all(offering, asked))
    texts = [text for one in asked for text in render(offering, one).values()]
    values = [[dict(document.value) for document in read(text)] for text in texts]
    writing = cpu_ms(lambda: write_and_read(values))
    return {"render": rendering / len(asked), "YAML alone": writing / len(asked)}


def measure(count: int, runs: int) -> dict[str, Any]:
    offering, asked = databases(), answers(count)
    measured = [one_run(offering, asked) for _ in range(runs)]
    medians = {part: statistics.median(run[part] for run in measured) for part in measured[0]}
    return {
        "services": count,
        "runs": runs,
        "cpuMs": medians,
        "spreadMs": [min(run["render"] for run in measured), max(r["render"] for r in measured)],
        "ratioToYaml": medians["render"] / medians["YAML alone"],
        "goalMs": GOAL_MS,
        "passed": medians["render"] <= GOAL_MS,
    }


def told(result: Mapping[str, Any]) -> str:
    low, high = result["spreadMs"]
    said = "PASS" if result["passed"] else "FAIL"
    return "\n".join(
        [
            f"{result['services']} databases, median of {result['runs']} runs, CPU ms a service",
            *(f"  {part:<14} {ms:.3f}" for part, ms in result["cpuMs"].items()),
            f"  spread of rendering {low:.3f} to {high:.3f}; "
            f"{result['ratioToYaml']:.2f} times YAML alone",
            f"{said}: the goal is {GOAL_MS} ms at most",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--services", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = measure(asked.services, asked.runs)
    sys.stdout.write((json.dumps(result) if asked.json else told(result)) + "\n")
    sys.exit(0 if result["passed"] else 1)


if __name__ == "__main__":
    main()

"""What a review costs: schema and twenty policies on 1,000 databases, beside conftest and others.

    python benchmarks/review.py [--definitions 1000] [--runs 5] [--json]

Each program is started anew, reads the same folder and is asked the same: the twenty policies are
ValidatingAdmissionPolicies that Clark ships, and benchmarks/rego/databases.rego says the same in
Rego. That both give the same verdict of good and of bad databases is checked before anything is
measured. conftest knows no schema and kubeconform no policy; Clark judges by both. The programs
take turns, so that what else the machine does meets all of them; ratios are taken turn by turn.

Measured is CPU time of all threads, start-up included. Beside it, in a process that runs: one
changed file, and a repository that was judged before and is judged again by its blobs.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from definitions import SPOILED, definitions, spoiled
from peers import CONFTEST, KUBECONFORM, Peer, built

from clark import kinds
from clark.policy import PolicySet, review

GOAL_MS, GOAL_AHEAD = 0.4, 1.5
GOAL_ONE_MS, GOAL_AGAIN_MS = 20.0, 50.0
HERE: Final = Path(__file__).parent
SHIPPED = files("clark") / "blueprints" / "control" / "policies"
CHECK = "from clark.cli.main import main; main()"
Command = Sequence[str | Path]


class Ground:
    """The folders that every program is given."""

    def __init__(self, folder: Path, count: int) -> None:
        self.good, self.bad, self.policies = (folder / each for each in ("good", "bad", "policies"))
        self.schema = folder / "schema.json"
        for each in (self.good, self.bad, self.policies):
            each.mkdir()
        for path, text in definitions(count).items():
            (self.good / f"{path.split('/')[3]}.yaml").write_text(text)
        for _, name, text in spoiled():
            (self.bad / name).write_text(text)
        for name in SPOILED:
            file = SHIPPED / f"{name}.yaml"
            (self.policies / f"{name}.yaml").write_text(file.read_text())
        self.schema.write_text(json.dumps(json_schema()))

    def commands(self, peers: Sequence[Peer]) -> dict[str, Command]:
        """Each program, as it judges all that is good."""
        found: dict[str, Command] = {
            "clark": self.clark(self.good),
            "clark check": [
                *(sys.executable, "-c", CHECK, "check", "--policies", self.policies, self.good)
            ],
        }
        for peer in peers:
            if peer.program and peer.name == "conftest":
                found[peer.name] = self.conftest(peer, self.good)
            elif peer.program:
                schema = ("-strict", "-schema-location", self.schema)
                found[peer.name] = [peer.program, *schema, self.good]
        return found

    def clark(self, folder: Path, *more: str) -> Command:
        return [sys.executable, HERE / "judge.py", self.policies, folder, *more]

    def conftest(self, peer: Peer, folder: Path, *more: str) -> Command:
        assert peer.program is not None
        return [peer.program, "test", "--policy", HERE / "rego", *more, folder]


def same_verdicts(ground: Ground, conftest: Peer) -> int:
    """How many databases both judged alike. Raises AssertionError for the first they do not."""
    asked = 0
    for folder in (ground.good, ground.bad):
        own = json.loads(output(ground.clark(folder, "--json")))
        said = json.loads(output(ground.conftest(conftest, folder, "--output", "json")))
        for each in said:
            name = Path(each["filename"]).name
            theirs = {
                f"{level} {found['msg'].partition(':')[0]}"
                for level, group in (("deny", "failures"), ("warn", "warnings"))
                for found in each.get(group) or ()
            }
            mine = {said for said in own.get(name, ()) if said.split()[1] in SPOILED}
            assert mine == theirs, f"{name}: Clark says {mine}, conftest {theirs}"
            assert bool(theirs) == (folder == ground.bad), name
            asked += 1
    for policy, name, _ in spoiled():
        broken = " ".join(own[name]).split()
        assert policy in broken or "-two" in name, f"{name} was meant to break {policy}"
    return asked


def output(command: Command) -> str:
    """Denied is no failure."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path[1:]))}


def child_cpu_ms(command: Command) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def cpu_ms(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def one_changed(texts: Mapping[str, str], policies: PolicySet) -> float:
    """CPU ms of reviewing one file that was changed, the slowest of fifty."""
    spent = []
    for path, old in list(texts.items())[:50]:
        new = old.replace("backupRetentionPeriod: 7", "backupRetentionPeriod: 8")
        spent.append(
            cpu_ms(lambda p=path, n=new, o=old: review({p: n}, old={p: o}, policies=policies))
        )
    return max(spent[5:])  # in a process that runs


def asked_again(texts: Mapping[str, str], policies: PolicySet) -> tuple[float, float]:
    """CPU ms of what all policies say of a repository: asked first, and again by its blobs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clark.settings")
    import django

    django.setup()
    from clark.flow.judge import blob_id
    from clark.flow.policies.rules import Memory, opinions

    blobs = {path: str(blob_id(text)) for path, text in texts.items()}
    memory = Memory(policies)

    def ask() -> None:
        heard = ((path, memory.heard(path, blobs[path], text)) for path, text in texts.items())
        assert opinions(policies, heard).services == len(texts)

    return cpu_ms(ask), max(cpu_ms(ask) for _ in range(5))


def shipped_policies() -> PolicySet:
    found = (file for file in SHIPPED.iterdir() if file.name.endswith(".yaml"))
    return PolicySet.load({f"policies/{file.name}": file.read_text() for file in found})


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
    peers = [built(CONFTEST), built(KUBECONFORM)]
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder), count)
        same = same_verdicts(ground, peers[0]) if peers[0].program else 0
        commands = ground.commands(peers)
        for command in commands.values():
            child_cpu_ms(command)  # what is on the disk is in memory then
        turns = [{name: child_cpu_ms(each) for name, each in commands.items()} for _ in range(runs)]
    texts, policies = definitions(count), shipped_policies()
    one = one_changed(texts, policies)
    first, again = asked_again(texts, policies)
    ratios = [turn["conftest"] / turn["clark"] for turn in turns if "conftest" in turn]
    result = {
        "definitions": count,
        "runs": runs,
        "judgedAlike": same,
        "cpuMsEach": {name: spread([turn[name] / count for turn in turns]) for name in commands},
        "aheadOfConftest": spread(ratios) if ratios else None,
        "missing": [
            f"{peer.name} {peer.version}: {peer.missing}" for peer in peers if peer.missing
        ],
        "oneChangedMs": one,
        "askedFirstMs": first,
        "askedAgainMs": again,
    }
    return result | {"passed": passed(result)}


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def passed(result: Mapping[str, Any]) -> bool:
    """A peer that could not be built is no win."""
    ahead = result["aheadOfConftest"]
    return bool(
        result["cpuMsEach"]["clark"]["median"] <= GOAL_MS
        and ahead
        and ahead["median"] >= GOAL_AHEAD
        and result["oneChangedMs"] <= GOAL_ONE_MS
        and result["askedAgainMs"] <= GOAL_AGAIN_MS
    )


KNOWS: Final = {
    "clark": "schema and 20 policies",
    "clark check": "the same, with the command line around it",
    "conftest": "the 20 policies in Rego, no schema",
    "kubeconform": "schema only",
}


def told(result: Mapping[str, Any]) -> str:
    lines = [
        f"{result['definitions']} databases, each program {result['runs']} times in turn, "
        "CPU ms a definition, start-up included",
    ]
    for name, each in result["cpuMsEach"].items():
        between = f"{each['least']:.3f} to {each['most']:.3f}"
        lines.append(f"  {name:<12} {each['median']:.3f}  ({between})  {KNOWS[name]}")
    if ahead := result["aheadOfConftest"]:
        lines.append(
            f"  {ahead['median']:.2f} times ahead of conftest "
            f"({ahead['least']:.2f} to {ahead['most']:.2f}); "
            f"{result['judgedAlike']} databases judged alike by both"
        )
    lines += (f"NOT COMPARED, for it could not be built: {each}" for each in result["missing"])
    lines += [
        f"One changed file, all {len(shipped_policies().policies)} policies, warm: "
        f"{result['oneChangedMs']:.1f} ms at most",
        f"What they say of all: {result['askedFirstMs']:.0f} ms, asked again by blob "
        f"{result['askedAgainMs']:.1f} ms",
        f"{'PASS' if result['passed'] else 'FAIL'}: the goals are {GOAL_MS} ms, {GOAL_AHEAD} times "
        f"ahead of conftest, {GOAL_ONE_MS:.0f} ms for one file, {GOAL_AGAIN_MS:.0f} ms again",
    ]
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

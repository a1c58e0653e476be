"""A review in a process of its own, as conftest is one: python judge.py POLICIES FOLDER [--json].

It starts, compiles the policies, reads every file of the folder and judges it by schema and
policies. Prints how many denials there are; with --json, what each policy said of each file.
"""

import gc
import json
import sys
from pathlib import Path

from clark.policy import PolicySet, Texts, review_read


def main(policies: str, folder: str, how: str = "") -> None:
    gc.set_threshold(50_000)  # as the command line has it
    rules = PolicySet.load({file.name: file.read_text() for file in Path(policies).iterdir()})
    assert not rules.broken, rules.broken
    given = Texts()
    for file in sorted(Path(folder).iterdir()):
        given.add(file.name, file.read_text())
    verdict = review_read(given, Texts(), policies=rules)
    assert not verdict.refused, verdict.refused
    said: dict[str, list[str]] = {}
    for found in verdict.findings:
        said.setdefault(found.file, []).append(f"{found.level} {found.policy}")
    sys.stdout.write(json.dumps(said) if how == "--json" else f"{len(verdict.messages)} denials\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

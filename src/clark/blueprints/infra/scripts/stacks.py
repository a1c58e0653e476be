"""Print the stacks that changed files belong to, as a JSON list; without files, all of them.

    git diff --name-only origin/main...HEAD | python3 scripts/stacks.py --changed
    python3 scripts/stacks.py

A change below modules/ touches every stack. Needs nothing but Python.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

EVERYWHERE = ("modules", "versions.tf", ".terraform.lock.hcl")


def stacks(root: Path) -> list[str]:
    return sorted(
        file.parent.relative_to(root).as_posix()
        for file in root.glob("live/*/*/*/terraform.tfvars.json")
    )


def touched(changed: Iterable[str], known: list[str]) -> list[str]:
    paths = [PurePosixPath(line) for line in changed]
    if any(path.parts and path.parts[0] in EVERYWHERE for path in paths):
        return known
    folders = {"/".join(path.parts[:4]) for path in paths}
    return [stack for stack in known if stack in folders]


if __name__ == "__main__":
    found = stacks(Path.cwd())
    if "--changed" in sys.argv[1:]:
        found = touched(sys.stdin.read().splitlines(), found)
    sys.stdout.write(json.dumps(found) + "\n")

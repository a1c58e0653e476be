"""Refuse code that could do more than describe AWS resources, by file and line, before it is run.

    python3 scripts/inspect_code.py                        every stack of the folder one is in
    python3 scripts/inspect_code.py live/prod/global/x     this one

A plan runs code, and what is under review is code that nobody has read yet. So this reads all that
Terraform would load, and knows what is allowed: inspection/allowed.py. In a workflow, run it from
the reviewed branch. Needs nothing but Python.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from inspection.walk import walk
from stacks import stacks

FOLDERS = ("live", "modules")


def found(root: Path, wanted: list[str]) -> Iterator[str]:
    """What is wrong, a line each."""
    tree = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                yield f"{name}: This is a link, which may lead anywhere. Write the file itself."
            elif path.is_file():
                tree[name] = path.read_bytes()
    for stack in wanted:
        if not any(name.startswith(f"{stack}/") for name in tree):
            yield f"{stack}: There is no such stack."
            continue
        for where, why, fix in walk(tree, stack)[1]:
            yield f"{where}: {why} {fix}"


def main() -> int:
    root = Path.cwd()
    lines = dict.fromkeys(found(root, sys.argv[1:] or stacks(root)))
    for line in lines:
        # Names of files are the author's: none of them may speak to the workflow in its own words.
        said = line if line.isprintable() else line.encode("unicode_escape").decode()
        sys.stdout.write(f"- {said}\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

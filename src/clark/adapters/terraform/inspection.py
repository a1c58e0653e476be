"""What code may do before anybody approved it: inspected by reading, before Terraform runs at all.

A plan runs code. A data source of `external` or `http` runs programs or talks to strangers,
`file()` reads the machine, another provider is another program, a module from elsewhere is code
that nobody here has seen. So everything that Terraform would load is read first, and each such
thing is refused with its file and line. What cannot be read is refused too.

The rules are lists of what is allowed (allowed.py); the customer's own workflow holds to the very
same ones, with copies of the same files (blueprints/infra/scripts/inspection).
"""

from collections.abc import Iterator, Mapping

from clark.adapters.terraform import second
from clark.adapters.terraform.allowed import DATA
from clark.adapters.terraform.walk import loaded, walk
from clark.errors import Problem, Refused
from clark.manifests import odd_paths, printable
from clark.ports.terraform import Stack

Tree = Mapping[str, bytes]


def inspect(tree: Tree, stack: Stack) -> tuple[str, ...]:
    """The folders that the stack loads, its own first. Raises `Refused` with every problem."""
    folders, found = walk(tree, stack.path, second.read)
    problems = [*_names(tree), *(Problem(*each) for each in found)]
    if problems:
        said = "thing" if len(problems) == 1 else "things"
        raise Refused(
            f"{stack} cannot be planned: {len(problems)} {said} in its code.",
            sorted(problems, key=_place),
        )
    return tuple(folders)


def aliases(tree: Tree, stack: Stack) -> tuple[str, ...]:
    """The names of the stack's own AWS provider configurations; "" is the one without a name.

    Only of a tree that was inspected.
    """
    found = []
    for path in loaded(tree, stack.path):
        for block in second.read(tree[path]).blocks:
            if block.type == "provider":
                found.append(
                    next((a.text or "" for a in block.attributes if a.name == "alias"), "")
                )
    return tuple(dict.fromkeys(found))


# Private functions


def _place(problem: Problem) -> tuple[str, int]:
    path, _, line = problem.field.rpartition(":")
    return (path, int(line)) if line.isdigit() else (problem.field, 0)


def _names(tree: Tree) -> Iterator[Problem]:
    """Paths that mean one thing in Git and another on a disk."""
    odd = odd_paths(tree)
    for path in sorted(tree):
        if path in odd:
            yield Problem(printable(path), f"This path {odd[path]}.", "Rename it.")


def configured(shown: Mapping[str, object]) -> None:
    """Look again at what Terraform itself read, before a plan is kept. Raises `Refused`.

    Nothing should be found: it was inspected before. A second reader that is not ours is the net
    below the first.
    """
    configuration = shown.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, Mapping) else None
    found = [Problem(address, why) for address, why in _modules(root)] if root else []
    if found:
        raise Refused("Terraform read in this code what Clark did not see.", found)


def _modules(module: object) -> Iterator[tuple[str, str]]:
    if not isinstance(module, Mapping):
        return
    for each in module.get("resources", ()):
        if each.get("provisioners"):
            yield str(each["address"]), "It has a provisioner."
        if each.get("mode") == "data" and each.get("type") not in DATA:
            yield str(each["address"]), "It is not among the data sources that only describe."
    for call in module.get("module_calls", {}).values():
        if not str(call.get("source", "")).startswith(("./", "../")):
            yield str(call.get("source")), "This module comes from elsewhere."
        yield from _modules(call.get("module"))

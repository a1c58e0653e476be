"""What code may do before anybody approved it: inspected by reading, before Terraform runs at all.

A plan runs code. A data source of `external` or `http` runs programs or talks to strangers,
`file()` reads the machine, another provider is another program, a module from elsewhere is code
that nobody here has seen. So everything that Terraform would load is read first, and each such
thing is refused with its file and line. What cannot be read is refused too.

What Terraform loads: https://developer.hashicorp.com/terraform/language/files
"""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from clark.adapters.terraform import hcl
from clark.adapters.terraform.blocks import DATA, Rules
from clark.errors import Problem, Refused
from clark.manifests import odd_paths, printable
from clark.ports.terraform import Stack

Tree = Mapping[str, bytes]


LARGEST: Final = 512 * 1024  # bytes of one file
LOCK: Final = ".terraform.lock.hcl"
PROVIDER: Final = "registry.terraform.io/hashicorp/aws"


def inspect(tree: Tree, stack: Stack) -> tuple[str, ...]:
    """The folders that the stack loads, its own first. Raises `Refused` with every problem."""
    problems = [*_names(tree)]
    folders: list[str] = []
    waiting = [stack.path]
    while waiting:
        folder = waiting.pop(0)
        if folder in folders:
            continue
        folders.append(folder)
        rules = Rules(tree, folder, stack.path)
        problems += _files(tree, folder, rules, root=folder == stack.path)
        waiting += rules.modules
    problems += _root(tree, stack.path)
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
    for path in _loaded(tree, stack.path):
        for block in hcl.read(tree[path]).blocks:
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
    """Paths that mean one thing in Git and another on a disk, or that Terraform would run."""
    odd = odd_paths(tree)
    for path in sorted(tree):
        if path in odd:
            yield Problem(printable(path), f"This path {odd[path]}.", "Rename it.")
        elif "/.terraform/" in f"/{path}":
            why = "This is Terraform's own working folder; what lies in it would be run."
            yield Problem(path, why, "Delete it from the repository.")
        elif posixpath.basename(path).endswith((".tfstate", ".tfstate.backup")):
            why = "State holds secret values, and belongs into the state bucket."
            yield Problem(path, why, "Delete it, and replace the secrets that it held.")


def _loaded(tree: Tree, folder: str) -> tuple[str, ...]:
    """The files of one folder that Terraform reads as code."""
    return tuple(
        path
        for path in sorted(tree)
        if posixpath.dirname(path) == folder
        and path.endswith((".tf", ".tf.json"))
        and not _ignored(posixpath.basename(path))
    )


def _ignored(name: str) -> bool:
    """Terraform passes over hidden files. Editors' copies (`main.tf~`) do not end in .tf."""
    return name.startswith(".")


def _files(tree: Tree, folder: str, rules: Rules, *, root: bool) -> Iterator[Problem]:
    loaded = _loaded(tree, folder)
    if not loaded:
        why = "There is no Terraform code in this folder. Links are not followed."
        yield Problem(folder, why, "Commit its .tf files." if root else "Correct the source.")
    for path in loaded:
        name = posixpath.basename(path)
        if path.endswith(".json"):
            why = "This is code as JSON, which cannot be shown line by line."
            yield Problem(path, why, "Write it as .tf.")
        elif name == "override.tf" or name.endswith("_override.tf"):
            why = "An override file changes what another file says, out of its reader's sight."
            yield Problem(path, why, "Write the value where it belongs.")
        elif len(tree[path]) > LARGEST:
            yield Problem(path, f"It has more than {LARGEST // 1024} KiB.", "Divide it.")
        else:
            yield from _file(tree, path, rules)


def _file(tree: Tree, path: str, rules: Rules) -> Iterator[Problem]:
    try:
        body = hcl.read(tree[path])
    except hcl.Unreadable as unread:
        why = f"This cannot be read, so it is not run: {unread}"
        yield Problem(f"{path}:{unread.line}", why, "Correct it: terraform validate")
        return
    yield from rules.problems(path, body)


def _root(tree: Tree, folder: str) -> Iterator[Problem]:
    """What only the stack's own folder may have: values of variables, and the lock file."""
    lock = f"{folder}/{LOCK}"
    if lock not in tree:
        why = "Without a lock file, any build of the provider would do."
        yield Problem(lock, why, "Commit the file that terraform init writes.")
    else:
        yield from _lock(tree, lock)
    for path in sorted(tree):
        if posixpath.dirname(path) == folder and path.endswith((".tfvars", ".auto.tfvars")):
            try:
                hcl.read(tree[path])
            except hcl.Unreadable as unread:
                why = f"This cannot be read: {unread}"
                yield Problem(f"{path}:{unread.line}", why, "Correct it.")


def _lock(tree: Tree, path: str) -> Iterator[Problem]:
    try:
        body = hcl.read(tree[path])
    except hcl.Unreadable as unread:
        yield Problem(f"{path}:{unread.line}", f"This cannot be read: {unread}", "Restore it.")
        return
    for block in body.blocks:
        if block.type != "provider" or block.labels != (PROVIDER,):
            why = (
                f"It locks {' '.join((block.type, *block.labels))}; only hashicorp/aws may be used."
            )
            yield Problem(f"{path}:{block.line}", why, "Remove the provider: terraform init")


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
        if each.get("mode") == "data" and each.get("type") in DATA:
            yield str(each["address"]), DATA[each["type"]]
    for call in module.get("module_calls", {}).values():
        if not str(call.get("source", "")).startswith(("./", "../")):
            yield str(call.get("source")), "This module comes from elsewhere."
        yield from _modules(call.get("module"))

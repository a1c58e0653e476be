"""Everything that Terraform would load of a stack, read file by file and held to the rules.

What Terraform loads: https://developer.hashicorp.com/terraform/language/files

Needs nothing but Python and its neighbours: the same file runs in the customer's own workflow.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from clark.adapters.terraform import hcl
from clark.adapters.terraform.blocks import Finding, Rules
from clark.adapters.terraform.hcl import Block

Tree = Mapping[str, bytes]
Reader = Callable[[bytes], Block]

LARGEST: Final = 512 * 1024  # bytes of one file
LOCK: Final = ".terraform.lock.hcl"
PROVIDER: Final = "registry.terraform.io/hashicorp/aws"


def walk(tree: Tree, stack: str, read: Reader = hcl.read) -> tuple[list[str], list[Finding]]:
    """The folders that the stack in this folder loads, its own first, and what is wrong in them."""
    findings: list[Finding] = [*_names(tree)]
    folders: list[str] = []
    waiting = [stack]
    while waiting:
        folder = waiting.pop(0)
        if folder in folders:
            continue
        folders.append(folder)
        rules = Rules(tree, folder, stack)
        for path in _readable(tree, folder, stack, findings):
            body = _body(path, tree[path], read, findings)
            findings += rules.findings(path, body) if body else ()
        waiting += rules.modules
    _lock(tree, f"{stack}/{LOCK}", findings)
    for path in sorted(tree):
        if posixpath.dirname(path) == stack and path.endswith((".tfvars", ".auto.tfvars")):
            _body(path, tree[path], read, findings)
    return folders, findings


def loaded(tree: Tree, folder: str) -> tuple[str, ...]:
    """The files of one folder that Terraform reads as code. It passes over hidden files; editors'
    copies (`main.tf~`) do not end in .tf."""
    return tuple(
        path
        for path in sorted(tree)
        if posixpath.dirname(path) == folder
        and path.endswith((".tf", ".tf.json"))
        and not posixpath.basename(path).startswith(".")
    )


# Private functions


def _names(tree: Tree) -> Iterator[Finding]:
    """Files that Terraform would run, or that nobody may see."""
    for path in sorted(tree):
        if "/.terraform/" in f"/{path}":
            why = "This is Terraform's own working folder; what lies in it would be run."
            yield path, why, "Delete it from the repository."
        elif path.endswith((".tfstate", ".tfstate.backup")):
            why = "State holds secret values, and belongs into the state bucket."
            yield path, why, "Delete it, and replace the secrets that it held."


def _readable(tree: Tree, folder: str, stack: str, findings: list[Finding]) -> Iterator[str]:
    """Those that are code as a person reads it."""
    paths = loaded(tree, folder)
    if not paths:
        why = "There is no Terraform code in this folder. Links are not followed."
        fix = "Commit its .tf files." if folder == stack else "Correct the source."
        findings.append((folder, why, fix))
    for path in paths:
        name = posixpath.basename(path)
        if path.endswith(".json"):
            why = "This is code as JSON, which cannot be shown line by line."
            findings.append((path, why, "Write it as .tf."))
        elif name == "override.tf" or name.endswith("_override.tf"):
            why = "An override file changes what another file says, out of its reader's sight."
            findings.append((path, why, "Write the value where it belongs."))
        elif len(tree[path]) > LARGEST:
            findings.append((path, f"It has more than {LARGEST // 1024} KiB.", "Divide it."))
        else:
            yield path


def _body(path: str, content: bytes, read: Reader, findings: list[Finding]) -> Block | None:
    try:
        return read(content)
    except hcl.Unreadable as unread:
        why = f"This cannot be read, so it is not run: {unread}"
        findings.append((f"{path}:{unread.line}", why, "Correct it: terraform validate"))
        return None


def _lock(tree: Tree, path: str, findings: list[Finding]) -> None:
    if path not in tree:
        why = "Without a lock file, any build of the provider would do."
        findings.append((path, why, "Commit the file that terraform init writes."))
        return
    body = _body(path, tree[path], hcl.read, findings)
    for block in body.blocks if body else ():
        if block.type != "provider" or block.labels != (PROVIDER,):
            said = " ".join((block.type, *block.labels))
            why = f"It locks {said}; only hashicorp/aws may be used."
            findings.append((f"{path}:{block.line}", why, "Remove the provider: terraform init"))

"""The rules of inspection, block by block.

Needs nothing but Python and its neighbours: the same file runs in the customer's own workflow.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from inspection import allowed
from inspection.hcl import Attribute, Block, Call, Unreadable, template_calls

Tree = Mapping[str, bytes]
Finding = tuple[str, str, str]  # path and line, reason, what to do
SHARED: Final = "modules/"
HERE: Final = re.compile(r"\$\{\s*path\.module\s*\}/?")


class Rules:
    """For the files of one folder. `modules` collects the folders of the modules they call."""

    def __init__(self, tree: Tree, folder: str, root: str) -> None:
        self._tree, self._folder, self._root = tree, folder, root
        self._names = {"aws", "terraform"}
        self.modules: list[str] = []

    def findings(self, path: str, body: Block) -> Iterator[Finding]:
        """Of one file."""
        for block in body.blocks:
            for line, why, fix in self._block(block):
                yield f"{path}:{line}", why, fix
            for call in _calls(block):
                for line, why, fix in self._call(call):
                    yield f"{path}:{line}", why, fix
        for attribute in body.attributes:
            yield f"{path}:{attribute.line}", "There is no such thing in Terraform.", "Remove it."

    # Private: each yields line, reason, fix

    def _block(self, block: Block) -> Iterator[tuple[int, str, str]]:
        if block.type not in allowed.BLOCKS:
            yield block.line, f"“{block.type}” is not allowed.", "Remove the block."
            return
        yield from _provisioners(block)
        if block.type == "terraform":
            yield from self._terraform(block)
        elif block.type == "provider":
            yield from self._provider(block)
        elif block.type == "module":
            yield from self._module(block)
        elif block.type in {"data", "resource"}:
            yield from _resource(block)
        for inner in block.blocks:
            if block.type == "check" and inner.type == "data":
                yield from _resource(inner)

    def _terraform(self, block: Block) -> Iterator[tuple[int, str, str]]:
        for each in block.attributes:
            if each.name != "required_version":
                yield each.line, f"“{each.name}” is not allowed here.", "Remove it."
        for inner in block.blocks:
            if inner.type == "backend":
                yield from self._backend(inner)
            elif inner.type == "required_providers":
                yield from map(_required, (a for a in inner.attributes if not _is_listed(a)))
            else:
                yield inner.line, f"“{inner.type}” is not allowed.", "Remove the block."

    def _backend(self, block: Block) -> Iterator[tuple[int, str, str]]:
        if block.labels != ("s3",):
            name = " ".join(block.labels)
            yield block.line, f"The state would be kept in “{name}”.", 'Write backend "s3" {}.'
        if self._folder != self._root:
            yield block.line, "Only a stack has a backend, no module.", "Remove the block."
        said = [(each.name, each.line) for each in block.attributes]
        said += [(each.type, each.line) for each in block.blocks]
        for name, line in said:
            if name not in allowed.BACKEND:
                why = f"“{name}” of the state is for whoever runs Terraform to say."
                yield line, why, "Remove it."

    def _provider(self, block: Block) -> Iterator[tuple[int, str, str]]:
        if block.labels != ("aws",):
            yield block.line, f"The provider “{' '.join(block.labels)}” is not listed.", _ONLY_AWS
            return
        for each in block.attributes:
            if each.name not in allowed.PROVIDER:
                why = f"“{each.name}” of the provider is for whoever runs Terraform to say."
                yield each.line, why, "Remove it."
        for inner in block.blocks:
            if inner.type not in allowed.PROVIDER_BLOCKS:
                why = f"“{inner.type}” of the provider is for whoever runs Terraform to say."
                yield inner.line, why, "Remove it."

    def _module(self, block: Block) -> Iterator[tuple[int, str, str]]:
        source = next((each for each in block.attributes if each.name == "source"), None)
        if source is None or source.text is None:
            line = source.line if source else block.line
            yield line, "Where this module comes from is not said plainly.", _LOCAL_ONLY
            return
        if not source.text.startswith(("./", "../")):
            yield source.line, f"“{source.text}” comes from elsewhere.", _LOCAL_ONLY
            return
        folder = posixpath.normpath(posixpath.join(self._folder, source.text))
        if not folder.startswith((SHARED, f"{self._root}/")):
            why = f"“{source.text}” leads to {folder}, out of modules/ and of the stack."
            yield source.line, why, _LOCAL_ONLY
        elif not any(posixpath.dirname(path) == folder for path in self._tree):
            why = f"There is no folder {folder}. Links are not followed."
            yield source.line, why, "Correct the source."
        else:
            self.modules.append(folder)

    def _call(self, call: Call) -> Iterator[tuple[int, str, str]]:
        name = call.name.removeprefix("core::")
        if name in allowed.FILES:
            yield from self._file(name, call)
        elif name not in allowed.FUNCTIONS:
            yield call.line, f"{name}() is not among the functions that a plan may call.", _COMPUTE

    def _file(self, name: str, call: Call) -> Iterator[tuple[int, str, str]]:
        why = f"{name}() may only read a file of its own module, named plainly."
        said = call.first or ""
        inside = HERE.sub("", said, count=1)
        if not HERE.match(said) or re.search(r"[$%]\{|\\", inside):
            yield call.line, why, _OWN_FILE
            return
        path = posixpath.normpath(posixpath.join(self._folder, inside))
        if not path.startswith(f"{self._folder}/"):
            yield call.line, f"{why} This leads to {path}.", _OWN_FILE
        elif path not in self._tree and name != "fileexists":
            yield call.line, f"There is no file {path}. Links are not followed.", _OWN_FILE
        elif name == "templatefile":
            yield from self._template(path, call)

    def _template(self, path: str, call: Call) -> Iterator[tuple[int, str, str]]:
        try:
            found = template_calls(self._tree[path])
        except Unreadable as unread:
            yield call.line, f"{path}:{unread.line} cannot be read: {unread}", "Correct it."
            return
        for each in found:
            if each.name.removeprefix("core::") not in allowed.FUNCTIONS:
                yield call.line, f"{path}:{each.line} calls {each.name}().", "Remove it."


# Private functions

_ONLY_AWS: Final = "Use hashicorp/aws only."
_LOCAL_ONLY: Final = "Copy the module into modules/ and write source = “../…”."
_COMPUTE: Final = "Compute it in another way, or remove the call."
_OWN_FILE: Final = 'Write it as "${path.module}/name".'


def _calls(block: Block) -> Iterator[Call]:
    for each in block.attributes:
        yield from each.calls
    for inner in block.blocks:
        yield from _calls(inner)


def _provisioners(block: Block) -> Iterator[tuple[int, str, str]]:
    for inner in block.blocks:
        if inner.type in {"provisioner", "connection"}:
            name = " ".join((inner.type, *inner.labels))
            why = f"“{name}” runs a program on a machine of its choice."
            yield inner.line, why, "Remove the block; let the service do it."
        yield from _provisioners(inner)


def _resource(block: Block) -> Iterator[tuple[int, str, str]]:
    type_ = block.labels[0] if block.labels else ""
    if not type_.startswith("aws_") and (block.type, type_) != ("resource", "terraform_data"):
        prefix = type_.partition("_")[0]
        why = f"“{type_}” needs the provider “{prefix}”, which is not listed."
        yield block.line, why, _ONLY_AWS
    elif block.type == "data" and type_ not in allowed.DATA:
        why = f"The data source “{type_}” is not among those that only describe."
        yield block.line, why, "Give its value as a variable, or in a parameter."


def _is_listed(attribute: Attribute) -> bool:
    """`aws = { source = "hashicorp/aws", version = … }` and nothing else."""
    keys = [key for key, _ in attribute.entries]
    known = attribute.name == "aws" and len(keys) == len(set(keys))
    return known and dict(attribute.entries).get("source") in allowed.PROVIDERS


def _required(attribute: Attribute) -> tuple[int, str, str]:
    return attribute.line, f"The provider “{attribute.name}” is not listed.", _ONLY_AWS

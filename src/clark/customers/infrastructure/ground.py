"""What main's copy says about stacks: which there are, and what code each is made of."""

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Final

from clark.flow.copies import Snapshot, snapshot
from clark.ports.terraform import Stack
from clark.store.models import Customer

FOLDER: Final = re.compile(
    r"live/(?P<environment>[a-z0-9-]{1,63})/(?P<region>[a-z0-9-]{1,63})/(?P<layer>[a-z0-9-]{1,63})"
    r"/[^/]+\.tf"
)
SHARED: Final = "modules/"


def main(customer: Customer) -> Snapshot:
    """The infrastructure repository's copy; without a commit before the worker's first look."""
    return snapshot(customer, customer.infra)


def stacks(paths: Mapping[str, str]) -> tuple[Stack, ...]:
    """Every folder that is a stack."""
    found = (FOLDER.fullmatch(path) for path in paths)
    return tuple(sorted({Stack(**match.groupdict()) for match in found if match}))


def ground(blobs: Mapping[str, str], stack: Stack) -> str:
    """Digest of everything that the stack may load; another one means that its code moved."""
    return every(blobs, [stack])[stack]


def every(blobs: Mapping[str, str], wanted: Collection[Stack]) -> dict[Stack, str]:
    """The same of many stacks, with one look at the tree."""
    own: dict[str, list[tuple[str, str]]] = {stack.path: [] for stack in wanted}
    shared = []
    for path, blob in sorted(blobs.items()):
        folder = "/".join(path.split("/", 4)[:4])
        if path.startswith(SHARED):
            shared.append((path, blob))
        elif folder in own and path != folder:
            own[folder].append((path, blob))
    return {
        stack: hashlib.sha256(repr(own[stack.path] + shared).encode()).hexdigest()
        for stack in wanted
    }

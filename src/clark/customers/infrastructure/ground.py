"""What main's copy says about stacks: which there are, and what code each is made of."""

import hashlib
import re
from collections.abc import Mapping
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
    mine = sorted(
        (path, blob) for path, blob in blobs.items() if path.startswith((f"{stack.path}/", SHARED))
    )
    return hashlib.sha256(repr(mine).encode()).hexdigest()

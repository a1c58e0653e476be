"""A Git host in memory, an AWS of its own and Terraform's adapter between them."""

from dataclasses import dataclass, field
from typing import Any

from infra import REPOSITORY, files

from clark.adapters.terraform import LocalTerraform, Settings
from clark.ports.terraform import Stack
from tests.flow.outside import MemoryHost

BUCKET = "clark-state"


@dataclass
class Laboratory:
    """A Git host, an AWS and one adapter; `said` is what Terraform told while it ran."""

    host: MemoryHost
    settings: Settings
    aws: Any
    lock: str
    said: list[str] = field(default_factory=list)

    @property
    def terraform(self) -> LocalTerraform:
        return LocalTerraform(self.host, REPOSITORY, self.settings, self.said.append)

    def commit(self, stack: Stack, **values: str) -> str:
        return self.host.push(REPOSITORY, "main", files(self.lock, stack, **values))

    def edit(self, **texts: str) -> str:
        return self.host.push(REPOSITORY, "main", texts)

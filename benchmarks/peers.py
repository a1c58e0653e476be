"""The programs that Clark is compared with: Go modules, built once and kept in a cache folder."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clark-benchmarks"
CONFTEST: Final = "github.com/open-policy-agent/conftest@v0.71.1"
KUBECONFORM: Final = "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0"
PATIENCE: Final = 900  # seconds; the first build of conftest loads some hundred modules
TRIES: Final = 2


@dataclass(frozen=True)
class Peer:
    """`program` is None where it could not be built, and `missing` says why."""

    module: str
    program: Path | None
    missing: str = ""

    @property
    def name(self) -> str:
        return self.module.partition("@")[0].rpartition("/")[2]

    @property
    def version(self) -> str:
        return self.module.partition("@")[2]


def built(module: str) -> Peer:
    """One of this very version, from the cache or built now."""
    name = module.partition("@")[0].rpartition("/")[2]
    folder = CACHE / module.partition("@")[2]
    program = folder / name
    if program.exists():
        return Peer(module, program)
    if shutil.which("go") is None:
        return Peer(module, None, "there is no go to build it with")
    said = ""
    for _ in range(TRIES):
        sys.stderr.write(f"Building {module} into {folder}. This takes minutes, once.\n")
        try:
            done = subprocess.run(
                ["go", "install", module],
                env={**os.environ, "GOBIN": str(folder)},
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            said = f"go install took longer than {PATIENCE} s"
            continue
        if done.returncode == 0:
            return Peer(module, program)
        said = (done.stderr.strip().splitlines() or ["go install failed"])[-1]
    return Peer(module, None, f"{TRIES} builds failed: {said}")

"""State that survives a restart: one file per service and region, mode 0600.

The files hold passwords, tokens and secrets, as the real cloud's disks do. They are pickles: only
this process writes them, in a folder that only its user can enter.
"""

import pickle
from pathlib import Path

from clark.local import atomic
from clark.local.aws import regions
from clark.local.aws.pace import Pace

SUFFIX = ".state"


class Store:
    """The state files in `home`."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
        self._home = home

    def load(self, pace: Pace) -> None:
        """Read everything back. To be called once, before the first request."""
        for path in sorted(self._home.glob(f"*{SUFFIX}")):
            backends = pickle.loads(path.read_bytes())  # noqa: S301 - our own file, see above
            regions.restore(path.name.removesuffix(SUFFIX), backends, pace)

    def save(self, part: str) -> None:
        """Write one part (see `regions.part`). It is on disk when this returns."""
        data = pickle.dumps(regions.state(part), pickle.HIGHEST_PROTOCOL)
        atomic.write(self._home / f"{part}{SUFFIX}", data)

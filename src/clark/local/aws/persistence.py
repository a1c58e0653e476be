"""State that survives a restart: one file per service and region, mode 0600.

The files hold passwords, tokens and secrets, as the real cloud's disks do. They are pickles: only
this process writes them, in a folder that only its user can enter.

A subnet knows the EC2 it is in, and a database knows its subnets. So a backend is written by name
where something refers to it, and what it holds is put into the one that bears the name.
"""

import io
import pickle
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from moto.core.base_backend import BaseBackend

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
            held = _Reader(io.BytesIO(path.read_bytes())).load()
            regions.restore(path.name.removesuffix(SUFFIX), held, pace)

    def save(self, part: str) -> None:
        """Write one part (see `regions.part`). It is on disk when this returns."""
        data = io.BytesIO()
        _Writer(data, pickle.HIGHEST_PROTOCOL).dump(regions.state(part))
        atomic.write(self._home / f"{part}{SUFFIX}", data.getvalue())


class _Writer(pickle.Pickler):
    def persistent_id(self, thing: object) -> tuple[str, str, str] | None:
        return regions.name(thing) if isinstance(thing, BaseBackend) else None

    def reducer_override(self, thing: object) -> Any:
        """The private halves of KMS keys, which have a form of their own."""
        if isinstance(thing, RSAPrivateKey | EllipticCurvePrivateKey):
            form = (Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            return _private_key, (thing.private_bytes(*form),)
        return NotImplemented


class _Reader(pickle.Unpickler):  # our own file, see above
    def persistent_load(self, name: Any) -> BaseBackend:
        return regions.named(name)


def _private_key(written: bytes) -> Any:
    return load_der_private_key(written, None)

"""Writing a state file so that a crash at any moment leaves the old one or the new one, whole."""

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Replace the file's content; it is on disk when this returns. Mode 0600."""
    making = path.with_name(f".{path.name}.new")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # the rename itself
    finally:
        os.close(folder)

"""The tokens that the processes of the local platform show each other, one file each."""

import hashlib
import hmac
import secrets
from pathlib import Path

from clark.local import atomic

CLARK = "clark"  # the collaborator that organizations share repositories with


def token(path: Path) -> str:
    """The token in the file, made at random (mode 0600) the first time."""
    if not path.exists():
        atomic.write(path, f"{secrets.token_urlsafe(32)}\n".encode())
    return path.read_text(encoding="utf-8").strip()


def for_clark(whole: str, organization: str) -> str:
    """Clark's own at the Git host: it opens what the organization shares with Clark, while it does.

    The organization's own, `narrowed(whole, organization)`, opens all that is the organization's.
    No organization has a slash in its name.
    """
    return narrowed(whole, f"{CLARK}/{organization}")


def for_reading(whole: str) -> str:
    """The local AWS's second key, `clark.local.aws.rights`: it looks, and changes nothing."""
    return narrowed(whole, "read")


def narrowed(whole: str, to: str) -> str:
    """A token that opens a part of what `whole` opens, and tells nothing about `whole`."""
    return hmac.new(whole.encode(), to.encode(), hashlib.sha256).hexdigest()

"""The files that a run of Terraform is given: the inspected code, and what is local about it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from clark.adapters.terraform.inspection import aliases
from clark.errors import Problem, Refused
from clark.manifests import printable
from clark.ports.githost import GitHost
from clark.ports.terraform import Stack

Tree = Mapping[str, bytes]
SHARED: Final = "modules/"
LARGEST: Final = 32 * 1024 * 1024  # bytes of a stack with its modules
LINK: Final = "This is a link or a submodule, which may lead anywhere."
INSTEAD: Final = "Write the file itself."
AWS: Final = "registry.terraform.io/hashicorp/aws"
# Written for the local platform only, beside the code. The customer's repository never has it.
OVERRIDE: Final = "clark_local_override.tf"
EMPTY: Final = "main.tf"
BACKEND: Final = """terraform {
  backend "s3" {
    use_path_style              = true
    skip_credentials_validation = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }
}
"""
PROVIDER: Final = """provider "aws" {{
{alias}  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_region_validation      = true
  skip_metadata_api_check     = true
}}
"""


def fetch(host: GitHost, repository: str, commit: str, stack: Stack) -> Tree:
    """The stack's folder and the shared modules at a commit. Raises `Refused`, `TryLater`."""
    below = (SHARED, f"{stack.path}/")
    found = {
        path: blob for path, blob in host.tree(repository, commit).items() if path.startswith(below)
    }
    if not any(path.startswith(f"{stack.path}/") for path in found):
        raise Refused(f"There is no folder {stack.path} in {repository} at {commit[:7]}.")
    links = [Problem(printable(path), LINK, INSTEAD) for path, blob in found.items() if not blob]
    if links:
        raise Refused(f"{stack} cannot be planned: it has what Clark does not follow.", links)
    contents = host.blobs(repository, frozenset(found.values()))
    tree = {path: contents[blob] for path, blob in found.items()}
    if sum(map(len, tree.values())) > LARGEST:
        raise Refused(f"{stack} with its modules has more than {LARGEST // 2**20} MiB.")
    return tree


def write(tree: Tree, stack: Stack, into: Path) -> Path:
    """Write an inspected tree. Returns the stack's folder."""
    for path, content in tree.items():
        file = into / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    folder = into / stack.path
    (folder / OVERRIDE).write_text(BACKEND + "".join(map(_provider, aliases(tree, stack))))
    return folder


def set_backend(folder: Path, block: str) -> None:
    """Another backend than the one that was written beside the code."""
    file = folder / OVERRIDE if (folder / OVERRIDE).exists() else folder / EMPTY
    _, _, rest = file.read_text().partition("\n}\n")
    file.write_text(block + rest)


def write_empty(into: Path) -> Path:
    """Code without a resource, to ask for a state."""
    (into / EMPTY).write_text(BACKEND)
    return into


def command_line_settings(home: Path, plugins: str) -> Path:
    """Terraform's own settings: the one provider and where it comes from.

    `plugins` is a filesystem mirror; without it the provider is downloaded once.
    """
    source = (
        f'filesystem_mirror {{\n    path    = "{plugins}"\n    ' if plugins else "direct {\n    "
    )
    cache = home / "plugins"
    cache.mkdir(mode=0o700, exist_ok=True)
    file = home / "terraform.rc"
    text = (
        f'plugin_cache_dir   = "{cache}"\ndisable_checkpoint = true\n'
        f'provider_installation {{\n  {source}include = ["{AWS}"]\n  }}\n}}\n'
    )
    if not file.exists() or file.read_text() != text:
        making = file.with_suffix(f".{os.getpid()}")
        making.write_text(text)
        making.replace(file)
    return file


def _provider(alias: str) -> str:
    return PROVIDER.format(alias=f'  alias = "{alias}"\n' if alias else "")

"""The state of the very first stack, which makes the bucket that all states lie in.

Until the bucket is there, that state lies in a file of Clark's home; then Terraform moves it, as
`clark/blueprints/infra/stacks/state/README.md` tells a person to.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from clark.adapters.terraform import checkout
from clark.adapters.terraform.program import Failed, Program
from clark.ports.terraform import GLOBAL, Stack

FIRST: Final = Stack("shared", GLOBAL, "state")
FILE: Final = """terraform {{
  backend "local" {{
    path = {path}
  }}
}}
"""
Words = tuple[str, ...]
Init = Callable[..., None]  # `terraform init` with the words it is given


class FirstState:
    """`home` is Clark's folder for the customer's Terraform."""

    def __init__(self, home: Path) -> None:
        self._file = home / "first.tfstate"

    def waits(self, stack: Stack) -> bool:
        """Whether the stack's state still lies in the file."""
        return stack == FIRST and self._file.exists()

    def init(self, program: Program, init: Init, bucket: Words, more: Words) -> None:
        """Initialise where the state is, and move it into the bucket as soon as there is one.

        `bucket` are the words that name the bucket, `more` those for any other `init`. Safe to
        repeat, wherever it was cut off. Raises `Failed`.
        """
        moving = self._file.exists()
        if moving:
            self._in_file(program, init, more)
        checkout.set_backend(program.folder, checkout.BACKEND)
        try:
            if moving:  # the one way of `init` that reports in plain words only
                program.ask("init", "-input=false", "-migrate-state", "-force-copy", *bucket)
            else:
                init(*more, *bucket)
        except Failed as failed:
            if not _no_bucket(failed):
                raise
            self._in_file(program, init, more)
        else:
            self._file.unlink(missing_ok=True)

    def _in_file(self, program: Program, init: Init, more: Words) -> None:
        checkout.set_backend(program.folder, FILE.format(path=json.dumps(str(self._file))))
        init("-reconfigure", *more)


def _no_bucket(failed: Failed) -> bool:
    said = " ".join(each.summary + each.detail for each in failed.diagnostics)
    return "bucket" in said.lower() and "does not exist" in said

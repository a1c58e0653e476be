"""Options that several commands share."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the answer as one JSON document.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The request's number.", min=1)]
Comment = Annotated[str, typer.Option("--comment", "-m", help="What the author is told.")]
Region = Annotated[str, typer.Option("--region", help="The region the service runs in.")]

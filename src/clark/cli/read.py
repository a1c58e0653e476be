"""`clark read`: a file as Clark reads it."""

from pathlib import Path
from typing import Annotated

import typer

from clark.cli.files import UNUSABLE, load, print_json, print_lines, refused, report
from clark.manifests import Unreadable, read


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of manifests.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the documents' values as one JSON list.")
    ] = False,
) -> None:
    """Show the documents of a file as Clark reads them, empty ones dropped.

    What readers would read differently (anchors, duplicate keys, yes and no without quotes ...) is
    refused with line, column and reason, and exit code 2; with --json as {"refused": [...]}.
    """
    try:
        documents = read(load(file))
    except Unreadable as error:
        if as_json:
            print_json({"refused": refused(file, error)})
        else:
            report(file, error)
        raise typer.Exit(UNUSABLE) from None
    if as_json:
        print_json([document.value for document in documents])
    else:
        print_lines(
            f"{number}  {document.label}  {document.api_version}  line {document.line_of(())}"
            for number, document in enumerate(documents)
        )

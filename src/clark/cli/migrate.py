"""`clark migrate`: YAML as people write it into manifests that are really served."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from clark.cli.files import DENIED, UNUSABLE, load_manifests, print_json, report, save
from clark.cli.files import refused as refused_for_programs
from clark.errors import Refused
from clark.kinds import Correction, Migration, migrate
from clark.manifests import Unreadable


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of manifests.")],
    onto: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Merge a partial definition into this complete one."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Change FILE (with --onto, that one).")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print {text, corrections, unresolved} as one JSON document."),
    ] = False,
) -> None:
    """Turn a manifest into what is really served.

    Prints the corrected manifest on standard output, and each correction with its reason on
    standard error. A field that the kind does not have is left as it is and named there; the exit
    code is then 1.
    """
    text = _load(file, as_json)
    base = None if onto is None else _load(onto, as_json)
    try:
        migration = migrate(text, base)
    except Refused as error:
        _deny(error, as_json)
    if write and migration.text != (text if base is None else base):
        save(onto or file, migration.text)
    _show(migration, as_json)
    if migration.unresolved:
        raise typer.Exit(DENIED)


def _load(path: Path, as_json: bool) -> str:
    try:
        return load_manifests(path)
    except Unreadable as error:
        if as_json:
            print_json({"refused": refused_for_programs(path, error)})
        else:
            report(path, error)
        raise typer.Exit(UNUSABLE) from None


def _deny(error: Refused, as_json: bool) -> None:
    if as_json:
        print_json({"denied": str(error), "problems": [asdict(each) for each in error.problems]})
    else:
        for line in (f"clark migrate: {error}", *(f"  {problem}" for problem in error.problems)):
            typer.echo(line, err=True)
    raise typer.Exit(DENIED)


def _show(migration: Migration, as_json: bool) -> None:
    if as_json:
        print_json(asdict(migration))
        return
    typer.echo(migration.text, nl=False)
    for correction in migration.corrections:
        typer.echo(_line(correction), err=True)
    for left in migration.unresolved:
        said = f"{left.document} {left.field}: unresolved\n    {left.reason} {left.fix}"
        typer.echo(said, err=True)


def _line(correction: Correction) -> str:
    """One correction; where nothing changes it is advice."""
    before, after = correction.before, correction.after
    change = before if before == after else f"{before or '(nothing)'} → {after or '(nothing)'}"
    return f"{correction.document} {correction.field}: {change}\n    {correction.reason}"

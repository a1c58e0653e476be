"""`clark render`: what a composition renders, without a cluster."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from clark.catalog import (
    Broken,
    Composition,
    Mismatch,
    Rendered,
    read_composition,
    render_composite,
)
from clark.cli.files import DENIED, UNUSABLE, load, print_json, report
from clark.errors import Refused
from clark.manifests import Unreadable, get, read, write

_CONTEXT_HELP = (
    "What earlier functions would tell, as JSON; the environment is "
    "apiextensions.crossplane.io/environment. May be given several times."
)
_OBSERVED_HELP = (
    "Composed resources that exist, each with the annotation "
    "crossplane.io/composition-resource-name."
)
_ENVIRONMENT_HELP = "EnvironmentConfigs that exist, such as a cluster's environment.yaml."


def command(  # noqa: PLR0913  one for each option
    composite: Annotated[Path, typer.Argument(metavar="XR", help="The composite resource.")],
    composition: Annotated[Path, typer.Argument(metavar="COMPOSITION", help="Its Composition.")],
    observed: Annotated[Path | None, typer.Option(metavar="FILE", help=_OBSERVED_HELP)] = None,
    context: Annotated[
        list[str] | None, typer.Option(metavar="KEY=FILE", help=_CONTEXT_HELP)
    ] = None,
    environment: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_ENVIRONMENT_HELP)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the same resources as one JSON list.")
    ] = False,
) -> None:
    """Print what a composition renders, as `crossplane render` does: the composite, then its
    resources by their names.

    Exits with 1 where rendering fails, as it would in the cluster, and with 2 where a file cannot
    be used: it cannot be read, has what Clark does not render, or belongs to something else.
    """
    xr = _one(composite)
    steps = _composition(composition)
    exists = _documents(observed) if observed else []
    told = dict(_told(each) for each in context or ())
    around = _configs(environment) if environment else {}
    try:
        rendered = render_composite(steps, xr, exists, told, around)
    except Mismatch as error:
        _fail(error, UNUSABLE)
    except Refused as error:
        _fail(error, DENIED)
    _print(rendered, as_json)


def _print(rendered: Rendered, as_json: bool) -> None:
    for warning in rendered.warnings:
        typer.echo(f"clark render: warning: {warning}", err=True)
    values = [_sorted(value) for value in rendered.all]
    if as_json:
        print_json(values)
    else:
        typer.echo(f"---\n{write(values)}", nl=False)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value


def _composition(path: Path) -> Composition:
    try:
        return read_composition(str(path), load(path))
    except Unreadable as error:
        report(path, error)
    except Broken as error:
        for flaw in error.flaws:
            typer.echo(str(flaw), err=True)
    raise typer.Exit(UNUSABLE)


def _configs(path: Path) -> dict[str, Any]:
    """Name -> data."""
    found = {}
    for each in _documents(path):
        name, data = get(each, ("metadata", "name")), each.get("data")
        if each.get("kind") != "EnvironmentConfig" or not isinstance(data, dict):
            raise typer.BadParameter(
                f"{path} has what is no EnvironmentConfig with data", param_hint="--environment"
            )
        found[str(name)] = data
    return found


def _documents(path: Path) -> list[dict[str, Any]]:
    try:
        return [dict(document.value) for document in read(load(path))]
    except Unreadable as error:
        report(path, error)
        raise typer.Exit(UNUSABLE) from None


def _one(path: Path) -> dict[str, Any]:
    found = _documents(path)
    if len(found) != 1:
        raise typer.BadParameter(f"{path} has {len(found)} documents, not one", param_hint="XR")
    return found[0]


def _told(said: str) -> tuple[str, Any]:
    key, equals, name = said.partition("=")
    if not key or not equals or not name:
        raise typer.BadParameter(f"{said} is not KEY=FILE", param_hint="--context")
    try:
        return key, json.loads(load(Path(name)), parse_constant=_no_json)
    except Unreadable as error:
        report(Path(name), error)
        raise typer.Exit(UNUSABLE) from None
    except ValueError as error:
        reason = f"{name} is not JSON: {error}"
        raise typer.BadParameter(reason, param_hint="--context") from None


def _no_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _fail(error: Refused, code: int) -> NoReturn:
    typer.echo(f"clark render: {error}", err=True)
    raise typer.Exit(code)

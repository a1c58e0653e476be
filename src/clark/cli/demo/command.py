"""`clark demo`: the scenario, played and proved."""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from clark.cli import account
from clark.cli.client import Client
from clark.cli.demo.building import ENGINEER, Building, wanted
from clark.cli.demo.ending import ending
from clark.cli.demo.outcome import Outcome, gather, unmerged
from clark.cli.demo.play import Play
from clark.cli.demo.scenario import CAST, REVIEWER
from clark.cli.demo.screen import Screen
from clark.cli.doors import doors
from clark.cli.files import DENIED, print_json
from clark.cli.foreground import stay, stoppable
from clark.cli.ports import Port, dashboard_port, taken
from clark.cli.serving import Asked, Serving, serving
from clark.cli.up import Pace
from clark.errors import ClarkError, Refused

REPOSITORY = "techcorp/gitops"
PATIENCE = {"fast": 600.0, "real": 7200.0}  # seconds for the play
UNATTENDED = 105.0  # seconds for start and play; the rest of two minutes is for stopping


def command(  # noqa: PLR0913  an option is a parameter
    port: Port = None,
    pace: Pace = "fast",
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Play in a new temporary home on free ports, print one JSON document, stop.",
        ),
    ] = False,
    infra: Annotated[
        bool, typer.Option("--infra", help="Terraform builds production, too, in one region.")
    ] = False,
    regions: Annotated[
        Literal["one", "all"], typer.Argument(metavar="[all]", help="With --infra: in three.")
    ] = "one",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="With --json: show progress on stderr.")
    ] = False,
) -> None:
    """Play the scenario: a new database, a new cache and a bigger database, from request to login.

    The dashboard stays open afterwards. Playing again in the same home replays nothing.
    """
    if regions == "all" and not infra:
        raise typer.BadParameter("without --infra, Terraform builds nothing", param_hint="all")
    built = wanted(regions) if infra else ()
    if as_json:
        outcome = _unattended(built, Screen.on_stderr(quiet=not (verbose or sys.stderr.isatty())))
        print_json(outcome.document())
    else:
        outcome = _attended(Asked(account.home(), pace, None, terraform=built), port)
    raise typer.Exit(0 if outcome.ok else DENIED)


def _attended(asked: Asked, port: int | None) -> Outcome:
    asked = replace(asked, port=dashboard_port(port))
    outcome = Outcome(failures=["it was stopped before the end"])
    out = Console(highlight=False, soft_wrap=True)
    with stoppable(), Screen(out) as screen, serving(asked, screen.line) as running:
        screen.line(f"Clark runs. Its start took {running.seconds:.1f} s.", "bold green")
        outcome = _played(running, screen, time.monotonic() + PATIENCE[asked.pace])
        _build(running, asked, screen, outcome)
        ending(screen, outcome)
        out.print(taken(port, running.now.url), style="yellow", end="")
        doors(out, running)
        running.rest()
        stay()
    out.print("Stopped.")
    return outcome


def _unattended(built: tuple[str, ...], screen: Screen) -> Outcome:
    """In a home of its own, which is deleted in the end."""
    deadline = time.monotonic() + UNATTENDED
    outcome = Outcome(failures=["it was stopped before the end"])
    with stoppable(), tempfile.TemporaryDirectory(prefix="clark-demo-") as folder:
        home = Path(folder) / "home"
        asked = Asked(home, "fast", None, keep=False, terraform=built)
        try:
            with screen, serving(asked, screen.line) as running:
                outcome = _played(running, screen, deadline)
                _build(running, asked, screen, outcome)
        except ClarkError as error:
            outcome = Outcome(failures=[f"start: {_said(error)}"])
    return outcome


def _played(running: Serving, screen: Screen, deadline: float) -> Outcome:
    """Play and prove. What fails is among the failures, never raised."""
    clients = {name: Client(running.now.url, running.token(name, "clark demo")) for name in CAST}
    play = Play(clients, screen, deadline)
    failures = []
    try:
        play.perform()
    except ClarkError as error:
        failures.append(_said(error))
    try:
        outcome = gather(play, running.secret)
        outcome.failures += unmerged(outcome, running.merged(REPOSITORY))
    except ClarkError as error:
        outcome = Outcome(failures=[_said(error)])
    outcome.failures[:0] = failures
    return outcome


def _build(running: Serving, asked: Asked, screen: Screen, outcome: Outcome) -> None:
    """What Terraform builds. What fails is among the failures, never raised."""
    if not asked.terraform:
        return
    engineer, reviewer = (
        Client(running.now.url, running.token(name, "clark demo")) for name in (ENGINEER, REVIEWER)
    )
    try:
        outcome.infrastructure = Building(engineer, reviewer, screen).perform()
    except ClarkError as error:
        outcome.failures.append(_said(error))


def _said(error: ClarkError) -> str:
    problems = error.problems if isinstance(error, Refused) else ()
    return " ".join([str(error), *(str(problem) for problem in problems)])

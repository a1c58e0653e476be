"""`clark up`: Clark and the local platform, until Ctrl-C."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from clark.cli import account
from clark.cli.doors import doors
from clark.cli.foreground import stay, stoppable
from clark.cli.ports import Port, dashboard_port, taken
from clark.cli.serving import Asked, serving

Pace = Annotated[
    Literal["fast", "real"],
    typer.Option(help="How long the local AWS takes: seconds, or minutes like the real one."),
]


def command(port: Port = None, pace: Pace = "fast") -> None:
    """Start Clark with everything around it on this machine, and keep it running.

    The state is in CLARK_HOME (default: your state directory). Ctrl-C stops everything.
    """
    out = Console(highlight=False, soft_wrap=True)
    with stoppable():
        out.print("Starting Clark and its local platform …", style="bold")
        asked = Asked(account.home(), pace, dashboard_port(port))
        with serving(asked, lambda step: out.print(f"  {step}", style="dim")) as running:
            out.print(f"Clark runs. Its start took {running.seconds:.1f} s.", style="bold green")
            out.print(taken(port, running.now.url), style="yellow", end="")
            doors(out, running)
            running.rest()
            stay()
    out.print("Stopped.")

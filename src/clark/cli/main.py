"""The `clark` command.

A subcommand's module is imported when the subcommand runs, so that the offline ones start at once
and need neither Django nor a database. Each module has a function `command`.
"""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from clark.cli.files import DENIED, UNUSABLE
from clark.cli.problems import lines
from clark.errors import ClarkError, Refused
from clark.manifests import Unreadable

# Most commands end before anything would be worth collecting, and looking for it takes time.
_COLLECTED_AFTER: Final = 50_000  # objects; Python's own is 700

# Subcommand -> its module, and what `clark --help` says of it.
COMMANDS: Final = {
    "up": ("clark.cli.up", "Start Clark and its local platform on this machine."),
    "demo": ("clark.cli.demo.command", "Play the scenario and prove that it works."),
    "onboard": ("clark.cli.online.onboard", "Bring a customer to Clark, and follow how."),
    "login": ("clark.cli.login", "Sign in as a sample person of the local platform."),
    "logout": ("clark.cli.logout", "Take the token of the login back."),
    "catalog": ("clark.cli.online.catalog", "Show what can be ordered."),
    "request": ("clark.cli.online.request", "Order a service, or ask for a change of one."),
    "requests": ("clark.cli.online.requests", "List requests."),
    "review": ("clark.cli.online.review", "Show what waits for a decision."),
    "rerender": ("clark.cli.online.rerender", "Bring services up to date with their offering."),
    "approve": ("clark.cli.online.approve", "Approve exactly what is shown."),
    "ask": ("clark.cli.online.ask", "Send a request back for a change."),
    "reject": ("clark.cli.online.reject", "Refuse a request."),
    "comment": ("clark.cli.online.comment", "Comment on one line of a change."),
    "look-back": ("clark.cli.online.look_back", "Look at what was merged in an emergency."),
    "withdraw": ("clark.cli.online.withdraw", "Take a request back."),
    "services": ("clark.cli.online.services", "List services."),
    "service": ("clark.cli.online.service", "Show one service and the way to it."),
    "practices": (
        "clark.cli.online.practices",
        "Show how far services follow best practices.",
    ),
    "policies": ("clark.cli.online.policies", "Show policies, and what they say today."),
    "limits": ("clark.cli.online.limits", "Show limits, and what of them is used."),
    "raise": ("clark.cli.online.raise_limit", "Ask for a limit to be raised."),
    "repositories": (
        "clark.cli.online.repositories",
        "Show what people change past Clark, and what Clark says of it.",
    ),
    "revert": ("clark.cli.online.revert", "Ask for what a push changed as it was before."),
    "confirm": ("clark.cli.online.confirm", "Say, as an owner, that something was meant."),
    "infra": ("clark.cli.online.infra", "Plan, review and apply infrastructure; see its drift."),
    "adopt": ("clark.cli.online.adopt", "Take over what exists in your AWS account."),
    "events": ("clark.cli.online.events", "Show what happens to requests."),
    "exit-check": (
        "clark.cli.online.exit_check",
        "Compare the dashboard with Git and the clusters; see what would stop.",
    ),
    "exit": ("clark.cli.online.exit", "Leave Clark, and keep everything."),
    "audit": ("clark.cli.audit", "Verify the audit trail, or write it out."),
    "rebuild": ("clark.cli.rebuild", "Make Clark's copies again from Git and the clusters."),
    "check": ("clark.cli.check", "Judge manifests by schema, policies and consequences."),
    "cost": ("clark.cli.cost", "Say what definitions, and changes of them, cost a month."),
    "prices": ("clark.cli.prices", "Show the list of prices, or ask AWS for a newer one."),
    "set": ("clark.cli.edit", "Change values in a manifest and nothing else."),
    "read": ("clark.cli.read", "Show a file as Clark reads it."),
    "render": ("clark.cli.render", "Show what a composition renders."),
    "migrate": ("clark.cli.migrate", "Turn a manifest into what is really served."),
}


class _Lazy(TyperCommand):
    """Stands for a subcommand until it is called."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        module, _ = COMMANDS[str(self.name)]
        one = typer.Typer(add_completion=False)
        one.command(self.name)(import_module(module).command)
        return typer.main.get_command(one).make_context(*args, **kwargs)


class _Commands(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (_, summary) in COMMANDS.items():
            self.add_command(_Lazy(name, callback=None, help=summary))


app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def clark() -> None:
    """Cloud services as reviewed files in a repository that you own.

    Every command exits with 0 when all is good, 1 when something was denied or failed, and 2 when
    its input cannot be used.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    gc.set_threshold(_COLLECTED_AFTER)
    try:
        app(arguments)
    except ClarkError as error:
        _say(error)
        sys.exit(UNUSABLE if isinstance(error, Unreadable) else DENIED)


def _say(error: ClarkError) -> None:
    typer.echo(f"clark: {error}", err=True)
    if isinstance(error, Refused):
        for line in lines(error):
            typer.echo(f"  {line}", err=True)

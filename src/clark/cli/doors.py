"""What is printed once Clark serves: where to go, as whom, and with which token."""

import sys

from rich.console import Console

from clark.cli.serving import Serving


def doors(out: Console, running: Serving) -> None:
    """Sign-in links, the Git address, the API, and how the command line signs in.

    One line each, never cut or folded, so that they can be copied.
    """
    out.print("\nOpen as one of the sample people:", style="bold")
    for person in running.people():
        who = f"{person.name} ({person.role}, {person.team})"
        _line(out, who, running.sign_in_link(person.username))
    out.print("\nEverything else:", style="bold")
    _line(out, "Dashboard", running.now.url)
    _line(out, "API", f"{running.now.url}/api/docs")
    _line(out, "API token (maya)", running.token("maya", "clark up"))
    _line(out, "Repository", f"git clone {running.git_address}")
    program = sys.argv[0]  # in another terminal its folder may not be on the PATH
    _line(out, "Command line", f"{program} login --as maya, then {program} catalog")
    _line(out, "Files", str(running.where.home))
    out.print("\nCtrl-C stops everything. What was made is there again next time.", style="dim")


def _line(out: Console, label: str, value: str) -> None:
    out.print(f"  {label:<32} {value}", markup=False, soft_wrap=True)

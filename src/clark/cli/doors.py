"""What is printed once Clark serves: where to go, as whom, and with which token."""

from rich.console import Console
from rich.table import Table

from clark.cli.serving import Serving


def doors(out: Console, running: Serving) -> None:
    """Sign-in links, the Git address, the API, and how the command line signs in."""
    made = Table.grid(padding=(0, 2))
    for person in running.people():
        link = running.sign_in_link(person.username)
        made.add_row(f"{person.name}, {person.role}, {person.team}", link)
    out.print("\nOpen as one of the sample people:", style="bold")
    out.print(made)
    out.print("\nEverything else:", style="bold")
    other = Table.grid(padding=(0, 2))
    other.add_row("Dashboard", running.now.url)
    other.add_row("API", f"{running.now.url}/api/docs")
    other.add_row("API token (maya)", running.token("maya"))
    other.add_row("Repository", f"git clone {running.git_address}")
    other.add_row("Command line", "clark login --as maya, then clark catalog")
    other.add_row("Files", str(running.where.home))
    out.print(other)
    out.print("\nCtrl-C stops everything. What was made is there again next time.", style="dim")

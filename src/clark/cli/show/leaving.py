"""Leaving Clark in a terminal: the comparison, what replaces what, and the steps."""

from collections.abc import Mapping
from typing import Any

from clark.cli.show.words import console, toned

Card = Mapping[str, Any]


def check(card: Card) -> None:
    """Equal or not, and where not; what goes on; what stops."""
    out, count = console(), len(card["differences"])
    if card["equal"]:
        counted = f"{card['services']} service{'s' * (card['services'] != 1)}"
        words = f"Equal: {counted}, from Git at {card['head'][:7]} and the clusters."
        out.print(toned(words, "ok"))
    else:
        out.print(toned(f"Not equal: {count} difference{'s' * (count != 1)}.", "bad"))
    for each in card["differences"]:
        where = f"{each['region']} {each['name']} {each['field']}".rstrip()
        out.print(f"  {where}: {_said(each)}", markup=False)
    out.print("\nGoes on without Clark:", style="bold")
    for line in card["goes_on"]:
        out.print(f"  {line}", markup=False)
    out.print("\nWould stop, and what replaces it:", style="bold")
    for each in card["stops"]:
        out.print(f"  {'✓' if each['ready'] else '○'} {each['what']}", markup=False)
        out.print(f"    {each['instead']}", style="dim", markup=False)
    out.print("  ✓ is in place, ○ is yours to set up.", style="dim")


def plan(page: Card) -> None:
    """What leaving does, and what is under way."""
    out = console()
    out.print(f"{page['customer']} leaves Clark:", style="bold", markup=False)
    for number, step in enumerate(page["steps"], start=1):
        out.print(f"{number}. {step['title']}: {step['what']}", markup=False)
    for line in page["under_way"]:
        out.print(f"  {line}", style="yellow", markup=False)


def _said(each: Card) -> str:
    if not each["field"]:
        return str(each["shown"] or each["alone"])
    return f"the dashboard says {each['shown'] or 'nothing'}, it is {each['alone'] or 'nothing'}"

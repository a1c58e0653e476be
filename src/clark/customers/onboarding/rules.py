"""What must hold of a customer before anything happens: every reason at once, by field. Pure."""

import ipaddress
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from clark.customers.onboarding.regions import LACKING
from clark.customers.onboarding.wish import Place, Someone, Wish
from clark.errors import Problem

SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST: Final = 40  # characters of a slug, a team's or a person's name for machines
ACCOUNT: Final = re.compile(r"[0-9]{12}")
# https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam: what a login may be
ORGANIZATION: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
REPOSITORY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
ENVIRONMENTS: Final = ("dev", "staging", "prod")  # those the offerings and policies know
RESERVED: Final = frozenset({"new", "plan", "switch"})  # pages of Clark's own
ROLES: Final = ("developer", "reviewer", "owner")
LARGEST, SMALLEST = 16, 20  # prefix lengths: three zones of pods and databases need a /20
# RFC 1918; a range of others' public addresses would hide them from the customer.
PRIVATE: Final = tuple(
    map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
)
Key = TypeVar("Key")
BUDGETS: Final = range(1, 10_000_001)  # US dollars a month


@dataclass(frozen=True)
class Taken:
    """What other customers have already; repositories as OWNER/NAME, names in lower case."""

    slugs: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    usernames: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()


def problems(wish: Wish, taken: Taken, supported: Collection[str]) -> tuple[Problem, ...]:
    """Every reason why this customer cannot be set up as asked. `supported` are AWS regions."""
    return (
        *_identity(wish, taken),
        *_repositories(wish, taken),
        *_regions(wish.regions, supported),
        *_networks(wish.regions),
        *_environments(wish.environments),
        *terraform_problems(wish),
        *_teams(wish),
        *_people(wish, taken),
    )


def terraform_problems(wish: Wish) -> Iterator[Problem]:
    """What is wrong with the places alone, to which a customer that is there may add."""
    known = [f"{each}/{place.name}" for each in wish.environments for place in wish.regions]
    for index, name in enumerate(wish.terraform):
        if name not in known:
            reason = f"“{name[:60]}” is none of the customer's environments and regions."
            yield Problem(f"terraform.{index}", reason, f"Choose among {', '.join(known)}.")
    for index, name in _again(enumerate(wish.terraform)):
        yield Problem(f"terraform.{index}", f"“{name}” is named twice.")


# Private functions


def _identity(wish: Wish, taken: Taken) -> Iterator[Problem]:
    if not wish.name or len(wish.name) > 100 or not wish.name.isprintable():
        yield Problem("name", "A name has 1 to 100 characters.")
    if not _is_slug(wish.slug):
        reason = "A name for machines has lower-case letters, digits and single hyphens."
        yield Problem("slug", reason, _slug_fix())
    elif wish.slug in taken.slugs | RESERVED:
        yield Problem("slug", f"“{wish.slug}” is taken.", "Choose another one.")
    if not ACCOUNT.fullmatch(wish.account):
        fix = "Write all 12 digits, zeros in front too."
        yield Problem("account", f"“{wish.account[:40]}” is no AWS account id.", fix)
    elif wish.account in taken.accounts:
        fix = "Each customer has an account of its own."
        yield Problem("account", "This account belongs to another customer of Clark.", fix)


def _repositories(wish: Wish, taken: Taken) -> Iterator[Problem]:
    if not ORGANIZATION.fullmatch(wish.organization) or len(wish.organization) > 39:
        said = wish.organization[:40]
        yield Problem("organization", f"“{said}” is no name of a Git organization.")
    elif wish.organization.lower() in taken.organizations:
        reason = "This organization belongs to another customer of Clark."
        yield Problem("organization", reason)
    names = {"infra": wish.infra, "control": wish.control, "gitops": wish.gitops}
    for field, name in names.items():
        if not REPOSITORY.fullmatch(name) or name.endswith((".git", ".lock", ".")) or ".." in name:
            yield Problem(field, f"“{name[:100]}” is no name of a repository.")
    for field, name in _again(names.items()):
        yield Problem(field, f"“{name}” is named twice.", "Three repositories need three names.")


def _regions(places: tuple[Place, ...], supported: Collection[str]) -> Iterator[Problem]:
    if not places:
        yield Problem("regions", "Name at least one region.")
    for index, place in enumerate(places):
        if place.name not in supported:
            lacking = LACKING.get(place.name, "It lacks services that Clark needs, or is unknown.")
            fix = f"Choose among {', '.join(supported)}."
            yield Problem(f"regions.{index}.name", f"“{place.name[:40]}”: {lacking}", fix)
    for index, name in _again(enumerate(place.name for place in places)):
        yield Problem(f"regions.{index}.name", f"“{name}” is named twice.")


def _networks(places: tuple[Place, ...]) -> Iterator[Problem]:
    """Ranges that touch one another could never be connected later, so none may."""
    good: list[tuple[Place, ipaddress.IPv4Network]] = []
    for index, place in enumerate(places):
        field = f"regions.{index}.network"
        try:
            network = ipaddress.IPv4Network(place.network)
        except ValueError:
            yield Problem(field, f"“{place.network[:40]}” is no IPv4 range.", _range_fix(place))
            continue
        yield from _size(field, network)
        for other, known in good:
            if network.overlaps(known):
                yield Problem(field, f"{network} overlaps {known} of {other.name}.", _apart_fix())
        good.append((place, network))


def _size(field: str, network: ipaddress.IPv4Network) -> Iterator[Problem]:
    if not any(network.subnet_of(each) for each in PRIVATE):
        fix = "Take one within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
        yield Problem(field, f"{network} is not private.", fix)
    if not LARGEST <= network.prefixlen <= SMALLEST:
        small = "too small" if network.prefixlen > SMALLEST else "too large"
        yield Problem(field, f"{network} is {small}.", f"Take a /{LARGEST} to /{SMALLEST}.")


def _environments(names: tuple[str, ...]) -> Iterator[Problem]:
    if not names:
        yield Problem("environments", "Name at least one environment.")
    for index, name in enumerate(names):
        if name not in ENVIRONMENTS:
            fix = f"The offerings know {', '.join(ENVIRONMENTS)}."
            yield Problem(f"environments.{index}", f"“{name[:40]}” is not known.", fix)
    for index, name in _again(enumerate(names)):
        yield Problem(f"environments.{index}", f"“{name}” is named twice.")


def _teams(wish: Wish) -> Iterator[Problem]:
    if not wish.teams:
        yield Problem("teams", "Name at least one team.")
    for index, team in enumerate(wish.teams):
        if not _is_slug(team.name):
            reason = f"“{team.name[:40]}” is no name of a team."
            yield Problem(f"teams.{index}.name", reason, _slug_fix())
        if team.budget not in BUDGETS:
            fix = f"Between {BUDGETS.start} and {BUDGETS.stop - 1:,} US dollars a month."
            yield Problem(f"teams.{index}.budget", f"{team.budget} is no budget.", fix)
    for index, name in _again(enumerate(team.name for team in wish.teams)):
        yield Problem(f"teams.{index}.name", f"“{name}” is named twice.")


def _people(wish: Wish, taken: Taken) -> Iterator[Problem]:
    if not any(each.role == "owner" for each in wish.people):
        yield Problem("people", "Name at least one owner: somebody must answer for the customer.")
    if len(wish.people) < 2:
        yield Problem("people", "Name at least two: nobody may approve what they asked for.")
    teams = {team.name for team in wish.teams}
    for index, each in enumerate(wish.people):
        yield from _person(f"people.{index}", each, teams, taken)
    for index, name in _again(enumerate(each.username for each in wish.people)):
        yield Problem(f"people.{index}.username", f"“{name}” is named twice.")
    for index, email in _again(enumerate(each.email.lower() for each in wish.people)):
        yield Problem(f"people.{index}.email", f"“{email}” is named twice.")


def _person(field: str, each: Someone, teams: Collection[str], taken: Taken) -> Iterator[Problem]:
    if not _is_slug(each.username):
        reason = f"“{each.username[:40]}” is no user name."
        yield Problem(f"{field}.username", reason, _slug_fix())
    elif each.username in taken.usernames:
        yield Problem(f"{field}.username", f"“{each.username}” is taken.", "Choose another one.")
    if not each.name or len(each.name) > 100 or not each.name.isprintable():
        yield Problem(f"{field}.name", "A name has 1 to 100 characters.")
    if not EMAIL.fullmatch(each.email) or len(each.email) > 254:
        yield Problem(f"{field}.email", f"“{each.email[:60]}” is no e-mail address.")
    elif each.email.lower() in taken.emails:
        yield Problem(f"{field}.email", f"“{each.email}” is taken.")
    if each.team not in teams:
        yield Problem(f"{field}.team", f"There is no team “{each.team[:40]}”.")
    if each.role not in ROLES:
        yield Problem(f"{field}.role", f"“{each.role[:40]}” is none of {', '.join(ROLES)}.")


def _again(rows: Iterable[tuple[Key, str]]) -> Iterator[tuple[Key, str]]:
    """Rows whose text an earlier row has."""
    seen: Counter[str] = Counter()
    for key, text in rows:
        seen[text] += 1
        if seen[text] > 1:
            yield key, text


def _is_slug(text: str) -> bool:
    return bool(SLUG.fullmatch(text)) and len(text) <= LONGEST


def _slug_fix() -> str:
    return f"For example “north-wind”, at most {LONGEST} characters."


def _range_fix(place: Place) -> str:
    """The range that a wrongly cut one probably means."""
    try:
        meant = ipaddress.IPv4Network(place.network, strict=False)
    except ValueError:
        return "For example 10.0.0.0/16."
    return f"It begins at {meant.network_address}: write {meant}."


def _apart_fix() -> str:
    return "Give each region a range of its own, for example 10.0.0.0/16 and 10.1.0.0/16."

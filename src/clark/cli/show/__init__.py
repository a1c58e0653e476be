"""What the API answers, as tables and pages for people in a terminal."""

from clark.cli.show.adoption import adoption, resources
from clark.cli.show.infrastructure import plan, plans, stack, stacks
from clark.cli.show.leaving import check as exit_check
from clark.cli.show.leaving import plan as exit_plan
from clark.cli.show.limits import limits
from clark.cli.show.offerings import catalog, form, proposal, proposals
from clark.cli.show.onboarding import Told
from clark.cli.show.onboarding import plan as onboarding_plan
from clark.cli.show.pages import draft, request, service
from clark.cli.show.policies import policies
from clark.cli.show.practices import checklist, practices
from clark.cli.show.repositories import repositories
from clark.cli.show.revisions import revisions, sent
from clark.cli.show.rows import events, requests, services
from clark.cli.show.words import age, clock, console, duration, errors, waits

__all__ = [
    "Told",
    "adoption",
    "age",
    "catalog",
    "checklist",
    "clock",
    "console",
    "draft",
    "duration",
    "errors",
    "events",
    "exit_check",
    "exit_plan",
    "form",
    "limits",
    "onboarding_plan",
    "plan",
    "plans",
    "policies",
    "practices",
    "proposal",
    "proposals",
    "repositories",
    "request",
    "requests",
    "resources",
    "revisions",
    "sent",
    "service",
    "services",
    "stack",
    "stacks",
    "waits",
]

"""What the API answers, as tables and pages for people in a terminal."""

from clark.cli.show.infrastructure import plan, plans, stack, stacks
from clark.cli.show.leaving import check as exit_check
from clark.cli.show.leaving import plan as exit_plan
from clark.cli.show.offerings import catalog, form
from clark.cli.show.onboarding import Told
from clark.cli.show.onboarding import plan as onboarding_plan
from clark.cli.show.pages import draft, request, service
from clark.cli.show.rows import events, requests, services
from clark.cli.show.words import age, clock, console, duration, errors

__all__ = [
    "Told",
    "age",
    "catalog",
    "clock",
    "console",
    "draft",
    "duration",
    "errors",
    "events",
    "exit_check",
    "exit_plan",
    "form",
    "onboarding_plan",
    "plan",
    "plans",
    "request",
    "requests",
    "service",
    "services",
    "stack",
    "stacks",
]

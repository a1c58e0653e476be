"""A customer comes to Clark: a plan first, then steps that are done once they were seen done."""

from clark.customers.onboarding.cards import (
    OnboardingPage,
    OnboardingRow,
    PlaceCard,
    PlanCard,
    PlannedStep,
    StepCard,
)
from clark.customers.onboarding.queries import onboarding, onboardings
from clark.customers.onboarding.service import plan, start, supported, try_again
from clark.customers.onboarding.wish import Place, Someone, Team, Wish

__all__ = [
    "OnboardingPage",
    "OnboardingRow",
    "Place",
    "PlaceCard",
    "PlanCard",
    "PlannedStep",
    "Someone",
    "StepCard",
    "Team",
    "Wish",
    "onboarding",
    "onboardings",
    "plan",
    "start",
    "supported",
    "try_again",
]

"""A customer leaves Clark: what would stop, what goes on, and the steps that hand over."""

from clark.customers.exit.cards import ExitCheckCard, ExitPage, ExitPlace, ExitStepCard
from clark.customers.exit.queries import leaving
from clark.customers.exit.service import ask_check, leave, stay

__all__ = [
    "ExitCheckCard",
    "ExitPage",
    "ExitPlace",
    "ExitStepCard",
    "ask_check",
    "leave",
    "leaving",
    "stay",
]

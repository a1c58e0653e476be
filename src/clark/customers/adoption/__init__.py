"""What exists in a customer's account comes under management, as it is."""

from clark.customers.adoption.cards import AdoptionPlan, Chosen, LookCard, ResourceRow, ResourceRows
from clark.customers.adoption.queries import resources
from clark.customers.adoption.rules import Wish
from clark.customers.adoption.service import adopt, look, plan

__all__ = [
    "AdoptionPlan",
    "Chosen",
    "LookCard",
    "ResourceRow",
    "ResourceRows",
    "Wish",
    "adopt",
    "look",
    "plan",
    "resources",
]

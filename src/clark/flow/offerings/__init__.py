"""Offerings that change: what branches propose, and bringing services up to date."""

from clark.flow.offerings.queries import proposal, proposals
from clark.flow.offerings.revisions import revisions
from clark.flow.offerings.service import bring_up_to_date

__all__ = ["bring_up_to_date", "proposal", "proposals", "revisions"]

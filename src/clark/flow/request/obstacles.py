"""What is in the way of a request that policies allow: said in the draft, refused at submission."""

from collections.abc import Collection

from django.db.models import Q

from clark.errors import Problem, Refused
from clark.flow.events import ENDED, OPEN, Action
from clark.flow.judge import Judgement
from clark.store.models import Request


class StillOpen(Refused):
    """Another request for the service, or for one of its files, is open."""


def all_of(*refusals: Refused | None) -> Refused | None:
    """Every reason at once, under the first one's heading."""
    said = [each for each in refusals if each is not None]
    if len(said) < 2:
        return said[0] if said else None
    return Refused(said[0].reason, [problem for each in said for problem in each.problems])


def unaccepted(judgement: Judgement, *, accepts: bool) -> Refused | None:
    """An interruption of production that its author has not accepted."""
    if accepts or not judgement.needs_acceptance:
        return None
    said = Problem("accept", "You have not accepted it yet.", "Accept the interruption.")
    return Refused("This change interrupts a production service.", [said])


def open_request(
    customer_id: int, service: tuple[str, str], files: Collection[str]
) -> StillOpen | None:
    """Two open requests for one service would each be approved for a file the other changes.

    `service` is region and name. A deletion that is under way keeps its service to itself to the
    end of its first merge: its second one follows by itself.
    """
    own = Q(region=service[0], service=service[1])
    same = Request.objects.filter(own | Q(files__has_any_keys=list(files)), customer_id=customer_id)
    releasing = same.filter(action=Action.RELEASE).exclude(state__in=ENDED)
    number = (same.filter(state__in=OPEN) | releasing).values_list("number", flat=True).first()
    if number is None:
        return None
    return StillOpen(
        f"Request {number} for {service[1]} is still open. "
        "Wait until it is merged, or withdraw it, then ask again."
    )

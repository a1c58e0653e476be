"""Whether approvals and merges of a customer wait for an owner's word."""

from clark.errors import Refused
from clark.flow.events import Action
from clark.store.models import Push, Request


def stopped(request: Request) -> str:
    """Why the request is not merged now; "" where nothing stops it, and for what puts files back.

    A commit on main removed more services than one commit may.
    """
    return "" if request.action == Action.REVERT else stop_of(request.customer_id)


def stop_of(customer_id: int) -> str:
    """The same of the customer as a whole."""
    mine = Push.objects.visible_to(customer_id)
    push = mine.filter(state=Push.State.FLAGGED, stops=True).order_by("pk").first()
    if push is None:
        return ""
    by = push.author_name or "somebody"
    gone = f"removed {len(push.removed)} of {push.services} services from main"
    if not push.removed:
        gone = "rewrote main, and nobody knows any more which services it had"
    return (
        f"Clark waits: commit {push.commit[:7]} by {by} {gone}. An owner has to say that it was "
        "meant, or ask for them back. See Repositories."
    )


def flagged(customer_id: int) -> int:
    """How many pushes wait for somebody."""
    return Push.objects.visible_to(customer_id).filter(state=Push.State.FLAGGED).count()


def refuse_while_stopped(request: Request) -> None:
    """Raises `Refused` for an approval meanwhile."""
    if why := stopped(request):
        raise Refused(why)

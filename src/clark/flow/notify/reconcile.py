"""Tell the author, once."""

from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.events import Action, Event, State, Wait
from clark.ports import Ports
from clark.store.models import Request

SAID = {
    Action.CREATE: ("{name} is ready", "It runs in {region}, and its credentials are delivered."),
    Action.RELEASE: (
        "{name} can be deleted now",
        "Its protection is off. The second step waits for a reviewer.",
    ),
    Action.ADOPT: (
        "{title}: done",
        "Crossplane manages it now, as it is. Nothing was changed in AWS, and its login stays "
        "with those who have it.",
    ),
    Action.DELETE: ("{name} is deleted", "It is gone from {region} and from the repository."),
    Action.REVERT: (
        "{name} is as it was",
        "What was pushed to main is taken back, and AWS has finished.",
    ),
    Action.RERENDER: (
        "{name} is up to date",
        "It is as the revision of its offering that was asked for makes it.",
    ),
    Action.RAISE: (
        "{title}: in force",
        "What was over it can be asked for again. Other limits hold as before.",
    ),
}
# Of a service that has no login.
READY = ("{name} is ready", "It runs in {region}.")
CHANGED = ("{name} is changed", "{title}: AWS has finished.")


def requester(request: Request, _: Ports, at: datetime) -> Wait | None:
    """Write the notice and end the request, in one transaction: told once, whatever crashes."""
    title, body = SAID.get(Action(request.action), CHANGED)
    if request.action == Action.CREATE and not _delivers(request):
        title, body = READY
    words = {"name": request.service, "region": request.region, "title": request.title}
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != State.DELIVERED:
            return None
        record.move(locked, Event.NOTIFIED, at=at)
        record.tell(locked, title.format(**words), body.format(**words), at=at)
    return None


# Private functions


def _delivers(request: Request) -> bool:
    return any(path.endswith("credentials.yaml") for path in request.files)

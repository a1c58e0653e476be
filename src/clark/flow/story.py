"""Which stage acts in which state. Read top to bottom: this is Clark."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from clark.flow.credentials import reconcile as credentials
from clark.flow.events import Action, State, Wait
from clark.flow.merge import effect
from clark.flow.merge import reconcile as merge
from clark.flow.notify import reconcile as notify
from clark.flow.provision import reconcile as provision
from clark.flow.request import service as request_service
from clark.flow.review import post_comments
from clark.flow.review import reconcile as review
from clark.ports import Ports
from clark.store.models import Request

Step = Callable[[Request, Ports, datetime], Wait | None]


def merged(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Merge what was approved, once the pull request has everything that was said of it."""
    post_comments(request, ports)
    return merge.merge(request, ports, at)


def become(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """What was merged becomes true: in the clouds, or as a limit that Clark itself holds to."""
    step = effect.hold if request.action == Action.RAISE else provision.watch
    return step(request, ports, at)


def finish(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """A deletion goes on with its second merge; then the author is told."""
    if request.action == Action.RELEASE:
        request_service.follow_up_removal(request, at=at)
    return notify.requester(request, ports, at)


STORY: Final[dict[State, Step]] = {
    State.SUBMITTED: review.propose,
    State.PROPOSED: review.check,
    State.IN_REVIEW: review.check,
    State.APPROVED: merged,
    State.MERGED: become,
    State.PROVISIONED: credentials.deliver,
    State.DELIVERED: finish,
    State.CHANGE_ASKED: review.close,
    State.REJECTED: review.close,
    State.WITHDRAWN: review.close,
    State.OUTDATED: review.close,
    State.SUPERSEDED: review.close,
}

"""Who depends on the service of a request, by what main declares."""

from typing import Final

from clark.flow.copies import Snapshot
from clark.flow.events import Action
from clark.policy.radius import Radius, radius
from clark.store.models import Request

# What these bring to main nobody can be declared to depend on yet; and a limit is no service.
NONE: Final = frozenset({Action.CREATE, Action.ADOPT, Action.RAISE})


def dependents(request: Request, main: Snapshot) -> Radius | None:
    """Of main with the request's own files as they were before it: a deletion took them away."""
    if request.action in NONE:
        return None
    before = {path: text for path, text in request.base_files.items() if text is not None}
    return radius({**main.texts, **before}, request.region, request.service)

"""The token that a call is made with."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from clark.api.answers import REFUSALS
from clark.flow import people

router = Router()


@router.delete("", response={204: None, **REFUSALS})
def revoke(request: HttpRequest) -> Status[None]:
    """Take back the token of this very call: it opens nothing any more."""
    people.revoke_token(request.headers["Authorization"].partition(" ")[2], at=timezone.now())
    return Status(204, None)

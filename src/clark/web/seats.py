"""For which customer somebody works now: the session remembers it, and pages say for whom they are.

One session may have several tabs. After a switch in one of them, forms of the others are refused
(their token was rotated away), and their fragments have them loaded anew: else a number would mean
another customer's request from one moment to the next.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from clark.errors import Refused
from clark.flow import people
from clark.flow.events import Actor

KEY: Final = "customer"
SAFE: Final = ("GET", "HEAD", "OPTIONS")
SAID: Final = "Clark-Customer"  # the header by which a page says for whom it was made


def seated(request: HttpRequest) -> Actor:
    """The signed-in person, for the customer they chose. Raises `NotFound` for who left.

    Where they no longer work for that one, they have a seat at another, and open forms are refused
    as after any switch: the numbers in them are not that customer's. So is this one.
    """
    person_id, chosen = request.user.pk, request.session.get(KEY)
    if person_id is None:
        raise AssertionError("Only who is signed in has a seat.")
    by = people.actor(person_id, chosen if isinstance(chosen, int) else None)
    if isinstance(chosen, int) and chosen != by.customer_id:
        take(request, by)
        if request.method not in SAFE:
            raise Refused(
                "You no longer work for the customer that this page was made for. Nothing was "
                "done. Load the page again: it is another customer's then."
            )
    return by


def take(request: HttpRequest, by: Actor) -> None:
    """Work for this actor's customer from now on, in this session."""
    request.session[KEY] = by.customer_id
    rotate_token(request)


def outdated(request: HttpRequest, by: Actor) -> HttpResponse | None:
    """What a page gets that was made for another customer: the order to load itself anew."""
    said = request.headers.get(SAID)
    if said is None or "HX-Request" not in request.headers or said == people.slug(by=by):
        return None
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})

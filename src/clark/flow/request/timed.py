"""When a change happens, as its form asks it: in the window, now, or at a time. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from clark.catalog import Choice, FormField
from clark.errors import Problem, Refused
from clark.flow.timing import FIELD, FURTHEST

_WINDOW: Final = Choice("window", "Maintenance window", "AWS waits for the next one.")
_NOW: Final = Choice("now", "Now", "AWS starts as soon as it is merged.")
_AT: Final = Choice("at", "At a set time", "Clark merges it then, and AWS starts.")


def when_fields(*, window: bool = True) -> tuple[FormField, FormField]:
    """When, and the time itself. `window`: AWS would wait for one unless it is told otherwise."""
    choices = (_WINDOW, _NOW, _AT) if window else (_NOW, _AT)
    when = FormField(
        name="when",
        label="When",
        help="",
        type="segment",
        value_type="string",
        default=choices[0].value,
        required=True,
        choices=choices,
    )
    moment = FormField(
        name=FIELD,
        label="Date and time, in UTC",
        help=f"Clark merges it then, in that hour and not before: at most {FURTHEST.days} days "
        "ahead. Somebody else has to approve it before.",
        type="moment",
        value_type="string",
        default="",
    )
    return when, moment


def asked_now(raw: Mapping[str, Any], *, window: bool = True) -> bool:
    """Whether AWS is not to wait for the window once it is merged. Raises `Refused` for another
    word."""
    asked = raw.get("when") or ("window" if window else "now")
    words = ("now", "window", "at") if window else ("now", "at")
    if asked not in words:
        why = f"“{asked}” is not a time."
        raise Refused(why, [Problem("when", why, f"Choose {', '.join(words[:-1])} or at.")])
    return asked != "window"

"""What people change in the customer's repositories past Clark, and what is done about it."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.customers import repositories
from clark.customers.repositories import STATES, Pull, RepositoriesPage
from clark.errors import Problem, Refused
from clark.flow.inputs import words
from clark.flow.pushes.rules import Role
from clark.flow.request import Asked

router = Router()


class Answer(Schema):
    """Why it was meant."""

    comment: str


class HeadAnswer(Schema):
    """`head` as it was read, in 7 letters or more, and why that was meant."""

    head: str
    comment: str


class Revert(Schema):
    """`service` is a name or a directory, empty for all. `submission` is a key of your own."""

    service: str = ""
    reason: str = ""
    accept: bool = False
    submission: str = ""


class Asking(Schema):
    """`skipped`: services that were not asked for, with the reason."""

    numbers: list[int]
    skipped: list[str] = []


@router.get("", response={200: RepositoriesPage, **REFUSALS})
def show(request: HttpRequest, q: str = "", state: str = "") -> RepositoriesPage:
    """What waits for somebody, 50 of each; with `state`, the pushes that are in it."""
    if state not in ("", *STATES):
        why = f"There is no state “{words(state)}”. Choose one of {', '.join(STATES)}."
        raise Refused(why, [Problem("state", why)])
    return repositories.repositories(by=actor(request), q=q, state=state)


@router.post("/pushes/{commit}/confirm", response={204: None, **REFUSALS})
def confirm_push(request: HttpRequest, commit: str, said: Answer) -> Status[None]:
    """Say that a flagged push was meant. For owners."""
    repositories.confirm_push(by=actor(request), commit=commit, why=said.comment, at=timezone.now())
    return Status(204, None)


@router.post("/pushes/{commit}/revert", response={201: Asking, **REFUSALS})
def revert(request: HttpRequest, commit: str, wanted: Revert) -> Status[Asking]:
    """Ask for what a push changed as it was before, by a request for each service, 50 at most."""
    raw = {"accept": "on" if wanted.accept else ""}
    made = repositories.revert(
        by=actor(request),
        commit=commit,
        place=wanted.service,
        asked=Asked(raw, wanted.reason, wanted.submission),
        at=timezone.now(),
    )
    return Status(201, Asking(numbers=list(made.numbers), skipped=list(made.skipped)))


@router.post("/pulls/{role}/{number}/confirm", response={204: None, **REFUSALS})
def confirm_pull(request: HttpRequest, role: Role, number: int, said: HeadAnswer) -> Status[None]:
    """Say of this head of a pull request that what it asks an owner about was meant."""
    pull = Pull(role, number, said.head)
    repositories.confirm_pull(by=actor(request), pull=pull, why=said.comment, at=timezone.now())
    return Status(204, None)

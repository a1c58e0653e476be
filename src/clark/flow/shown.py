"""How requests look to people: rows, timelines and logs, made from what was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from clark.flow.cards import LogLine, RequestRow, Step
from clark.flow.events import ENDED, STAGE_OF, STOPPED, Action, Event, Stage, State
from clark.store.models import Entry, Request

LABELS: Final = {
    Stage.REQUEST: "Requested",
    Stage.REVIEW: "Reviewed",
    Stage.MERGE: "Merged",
    Stage.PROVISION: "Provisioned",
    Stage.CREDENTIALS: "Credentials",
    Stage.NOTIFY: "Ready",
}
ENDS: Final = {
    Event.PROPOSED: Stage.REQUEST,
    Event.APPROVED: Stage.REVIEW,
    Event.MERGED: Stage.MERGE,
    Event.PROVISIONED: Stage.PROVISION,
    Event.DELIVERED: Stage.CREDENTIALS,
    Event.NOTIFIED: Stage.NOTIFY,
}
# What stands behind the fourth stage: nothing new is provisioned by a change.
PROVISIONED: Final = {
    Action.CREATE: "Crossplane created it",
    Action.DELETE: "Crossplane deleted it",
    Action.ADOPT: "Crossplane observes it",
}
# A limit is in force once it is merged and copied: nothing is made, and it has no login.
RAISED: Final = (Stage.REQUEST, Stage.REVIEW, Stage.MERGE, Stage.NOTIFY)
TONES: Final = {State.DONE: "ok", State.IN_REVIEW: "review", **dict.fromkeys(STOPPED, "bad")}
TAKEN_BACK: Final = frozenset({State.WITHDRAWN, State.CHANGE_ASKED})  # nothing went wrong
SAID: Final = {
    Event.SUBMITTED: "asked",
    Event.PROPOSED: "opened the pull request",
    Event.CHECKED: "checked policies and impact",
    Event.HEAD_MOVED: "began the review anew",
    Event.APPROVED: "approved",
    Event.MERGED: "merged the pull request",
    Event.PROVISIONED: "saw the cloud reach what was asked",
    Event.DELIVERED: "saw the credentials delivered",
    Event.IN_FORCE: "holds to the new limit",
    Event.NOTIFIED: "told the author",
    Event.CHANGE_ASKED: "asked for a change",
    Event.REJECTED: "rejected",
    Event.WITHDRAWN: "withdrew the request",
    Event.OUTDATED: "found that main changed the same file",
    Event.MISSED: "found that the chosen time had gone by",
    Event.AGREED: "approved, as one of several",
    Event.SEEN_AFTERWARDS: "looked at the emergency afterwards",
    Event.SUPERSEDED: "found that main is not as was asked",
    Event.COMMENTED: "commented on a line",
}


def row(request: Request) -> RequestRow:
    state = State(request.state)
    return RequestRow(
        number=request.number,
        title=request.title,
        service=request.service,
        region=request.region,
        environment=request.environment,
        author=request.author.name,
        team=request.team,
        state=state.value,
        stage=_stage_of(request).value,
        tone=TONES.get(state, "busy"),
        waiting=request.waiting,
        who=request.who,
        ended=state in ENDED,
        created_at=request.created_at,
        updated_at=request.updated_at,
        not_before=request.not_before,
    )


def steps(request: Request, entries: Sequence[Entry]) -> tuple[Step, ...]:
    """The stages with when each began and how long it took, by the recorded events: all six, but
    for what has fewer.

    A stage that nobody did (the review of what was merged past Clark) is skipped. Where a request
    stopped, the stage that it was in failed, and lasted until then.
    """
    ended = _ended(entries)
    current = _current(request, ended)
    begun: datetime | None = request.created_at
    shown: list[Step] = []
    for stage in _stages(request):
        passed = _passed(stage, current, ended, request)
        stopped = passed in {"failed", "stopped"}
        end = entries[-1] if stopped and entries else ended.get(stage)
        shown.append(
            Step(
                stage=stage.value,
                label=request.state.capitalize() if stopped else _label(stage, request),
                state=passed,
                detail=_detail(stage, end, request) if passed != "next" else "",
                started_at=begun if passed not in {"next", "skipped"} else None,
                seconds=(end.at - begun).total_seconds() if end and begun else None,
            )
        )
        begun = end.at if end else begun if passed == "skipped" else None
    return tuple(shown)


def log(entries: Iterable[Entry]) -> tuple[LogLine, ...]:
    return tuple(
        LogLine(
            at=each.at,
            who=each.by.name if each.by else "Clark",
            what=_what(each),
            said=each.said,
            kind="person" if each.by else "clark",
        )
        for each in entries
    )


# Private functions


def _what(entry: Entry) -> str:
    """A merge that needs an explanation is one that was found, made by somebody else or before."""
    if entry.event == Event.MERGED and entry.said:
        return "found the pull request merged"
    return SAID[Event(entry.event)]


def _ended(entries: Iterable[Entry]) -> dict[Stage, Entry]:
    """The entry that ended each stage. A moved head begins the review anew."""
    ended: dict[Stage, Entry] = {}
    for entry in entries:
        if entry.event == Event.HEAD_MOVED:
            ended.pop(Stage.REVIEW, None)
        elif entry.event in ENDS:
            ended[ENDS[Event(entry.event)]] = entry
    return ended


def _current(request: Request, ended: Mapping[Stage, Entry]) -> Stage:
    """The stage that a request is in; where it stopped, the one after the last that ended."""
    if request.state in STOPPED:
        order = _stages(request)
        return order[max((order.index(stage) + 1 for stage in ended), default=0)]
    return _stage_of(request)


def _stage_of(request: Request) -> Stage:
    stage = STAGE_OF[State(request.state)]
    return stage if stage in _stages(request) else Stage.NOTIFY


def _stages(request: Request) -> tuple[Stage, ...]:
    return RAISED if request.action == Action.RAISE else tuple(Stage)


def _passed(stage: Stage, current: Stage, ended: Mapping[Stage, Entry], request: Request) -> str:
    order = _stages(request)
    if order.index(stage) < order.index(current) or request.state == State.DONE:
        return "done" if stage in ended else "skipped"
    if stage == current:
        if request.state in STOPPED:
            return "stopped" if request.state in TAKEN_BACK else "failed"
        return "now"
    return "next"


def _label(stage: Stage, request: Request) -> str:
    if stage == Stage.NOTIFY and request.action in {Action.RELEASE, Action.DELETE}:
        return "Released" if request.action == Action.RELEASE else "Deleted"
    if stage == Stage.NOTIFY and request.action in {Action.ADOPT, Action.RAISE}:
        return "Adopted" if request.action == Action.ADOPT else "In force"
    if stage == Stage.PROVISION and request.action != Action.CREATE:
        return "Observed" if request.action == Action.ADOPT else "Applied"
    return LABELS[stage]


def _detail(stage: Stage, end: Entry | None, request: Request) -> str:
    if end is None:
        return request.waiting
    if request.state in STOPPED and end.event == request.state:
        return end.by.name if end.by else "Clark"
    if stage == Stage.REQUEST:
        return request.author.name
    if stage == Stage.MERGE and request.pull_number:
        return f"PR #{request.pull_number}"
    if stage == Stage.PROVISION:
        return PROVISIONED.get(Action(request.action), "Crossplane changed what runs")
    if stage == Stage.CREDENTIALS:
        return end.said or "Secrets Manager"
    if stage == Stage.NOTIFY:
        return f"{request.author.name} was told"
    return end.by.name if end.by else "Clark"

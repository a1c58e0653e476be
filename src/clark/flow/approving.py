"""What a request needs to be approved, by the customer's rules about what it changes and risks."""

from datetime import timedelta
from typing import Final

from clark.flow.control import Control
from clark.flow.events import Action, Choice
from clark.flow.judge import diff_hash, from_json
from clark.policy.approvals import ApprovalSet, Case, Need, Risk, Rule, risk
from clark.policy.limits import holding
from clark.ports import Check
from clark.store.models import Decision, Request

CHECK: Final = "clark/approval"
# It fails for as long as nobody may merge: Git hosts let a neutral check through, required or not.
UNAPPROVED: Final = Check(CHECK, "failure", "Waits in Clark: not approved yet, or not its time yet")
# Of a pull request that is no request: it must not wait for what nobody will ever give it.
ELSEWHERE: Final = Check(CHECK, "success", "Not asked for in Clark: your own reviews decide")
# Limits are the owner's: rules may ask for more, and never for less.
OWNER: Final = Need("", 1, frozenset({"owner"}), reason="Limits are raised by an owner.")
_ENDS: Final = frozenset({Action.RELEASE, Action.DELETE})


def needs(request: Request, rules: ApprovalSet) -> tuple[Need, ...]:
    """Everything that has to be met before the request is approved; one approval at the least."""
    by_rule = rules.needs(cases(request))
    if not request.raises:
        return by_rule
    return (OWNER, *(each for each in by_rule if each.rule))


def within(request: Request, rules: ApprovalSet) -> timedelta:
    """How soon somebody should decide about it."""
    return rules.within(cases(request))


def automatic(request: Request, control: Control) -> Rule | None:
    """The rule that approves it in nobody's name, where the customer has one.

    Only what Clark wrote itself, to the letter: whoever may push to the branch can name any author
    in a commit, and what a person changed there is read by a person.
    """
    if request.raises or diff_hash({}, request.files) != request.written:
        return None
    return control.approvals.automatic(cases(request))


def approved_check(decision: Decision) -> Check:
    """What the pull request says once it was approved."""
    by = decision.person.name if decision.person else "one of your company's rules"
    hurried = " in an emergency" if decision.verdict == Choice.EMERGENCY else ""
    return Check(CHECK, "success", f"Approved in Clark{hurried} by {by}")


def cases(request: Request) -> tuple[Case, ...]:
    """Its services as they are and as they would be: changing a label leads past no rule."""
    danger = risk(from_json(request.verdict).impacts)
    if request.raises:
        return (Case(request.team, "", "", "", request.action, danger),)
    if request.action in _ENDS:
        danger = Risk.DATA
    texts = (
        (path, text)
        for path in request.service_files
        for text in (request.base_files.get(path), request.files.get(path))
    )
    held = (holding(path, text) for path, text in texts)
    found = {
        Case(each.team, each.environment, each.kind, each.region, request.action, danger)
        for each in held
        if each is not None
    }
    return tuple(sorted(found, key=repr))

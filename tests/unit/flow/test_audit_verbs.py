"""No verb of a person and no word of a story goes unwritten: who adds one decides what it is."""

import ast
from importlib import import_module
from pathlib import Path

import clark
from clark.customers.infrastructure import decided
from clark.customers.infrastructure.rules import HALF_APPROVED
from clark.customers.infrastructure.rules import State as PlanState
from clark.flow.audit import EVENTS, Act
from clark.flow.audit.rules import TRAILER
from clark.flow.events import Event

ROOT = Path(clark.__file__).parent
# What people do, and what is written down of it. Requests and plans are written down where they
# move (`flow/record.py`, `customers/infrastructure/record.py`), so that no verb can forget it.
VERBS: dict[str, tuple[Act, ...]] = {
    "flow.request.service.submit_new": (Act.REQUEST_SUBMITTED, Act.INTERRUPTION_ACCEPTED),
    "flow.request.service.submit_change": (Act.REQUEST_SUBMITTED, Act.INTERRUPTION_ACCEPTED),
    "flow.request.service.submit_update": (Act.REQUEST_SUBMITTED,),
    "flow.request.service.submit_raise": (Act.REQUEST_SUBMITTED,),
    "flow.request.service.submit_adoption": (Act.REQUEST_SUBMITTED,),
    "flow.request.service.withdraw": (Act.REQUEST_WITHDRAWN,),
    "flow.offerings.service.bring_up_to_date": (Act.REQUEST_SUBMITTED,),
    "flow.review.service.approve": (
        *(Act.REQUEST_APPROVED, Act.REQUEST_HALF_APPROVED, Act.CAME_TOO_LATE),
    ),
    "flow.review.service.override": (Act.EMERGENCY, Act.CAME_TOO_LATE),
    "flow.review.service.look_back": (Act.EMERGENCY_SEEN,),
    "flow.review.service.ask_for_change": (Act.CHANGE_ASKED, Act.CAME_TOO_LATE),
    "flow.review.service.reject": (Act.REQUEST_REJECTED, Act.CAME_TOO_LATE),
    "flow.review.commenting.comment_on_line": (),  # it decides nothing
    "flow.people.issue_token": (Act.TOKEN_MADE,),
    "flow.people.revoke_token": (Act.TOKEN_TAKEN_BACK,),
    "flow.notify.service.mark_read": (),  # one's own notices
    "customers.infrastructure.service.ask": (Act.PLAN_ASKED,),
    "customers.infrastructure.service.adopt": (Act.PLAN_ASKED,),
    "customers.infrastructure.service.look_for_drift": (Act.DRIFT_LOOKED_FOR,),
    "customers.infrastructure.service.approve": (Act.PLAN_APPROVED, Act.PLAN_HALF_APPROVED),
    "customers.infrastructure.service.reject": (Act.PLAN_REJECTED,),
    "customers.infrastructure.service.withdraw": (Act.PLAN_WITHDRAWN,),
    "customers.infrastructure.service.apply": (Act.APPLY_ORDERED,),
    "customers.repositories.service.confirm_push": (Act.PUSH_MEANT,),
    "customers.repositories.service.confirm_pull": (Act.PULL_REQUEST_MEANT,),
    "customers.repositories.service.revert": (Act.REQUEST_SUBMITTED,),
    "customers.adoption.service.look": (Act.ACCOUNT_LOOKED_INTO,),
    "customers.adoption.service.adopt": (Act.REQUEST_SUBMITTED,),
    "customers.onboarding.service.start": (
        *(Act.ONBOARDING_BEGUN, Act.ONBOARDING_WIDENED, Act.SEAT_GIVEN),
    ),
    "customers.onboarding.service.try_again": (Act.ONBOARDING_TRIED_AGAIN,),
    "customers.exit.service.ask_check": (Act.EXIT_COMPARED,),
    "customers.exit.service.leave": (Act.EXIT_BEGUN, Act.EXIT_CONFIRMED),
    "customers.exit.service.stay": (Act.EXIT_STOPPED,),
}
# What Clark does, on behalf of who had it do so.
BY_ITSELF = {
    *(Act.TEAM_ADDED, Act.PERSON_ADDED),
    Act.APPROVED_BY_RULE,
    *(Act.ONBOARDING_FINISHED, Act.EXIT_COMPLETED, Act.MERGED_ELSEWHERE),
}


def verbs() -> set[str]:
    """Public functions of services, and of people, that change something at a moment."""
    services = [*ROOT.glob("flow/*/service.py"), *ROOT.glob("customers/*/service.py")]
    found = set()
    for file in (*services, ROOT / "flow/people.py", ROOT / "flow/review/commenting.py"):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for each in ast.parse(file.read_text()).body:
            if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
                continue
            named = {argument.arg for argument in each.args.kwonlyargs}
            person = named & {"by", "username"} or each.name == "revoke_token"
            if person and "at" in named:
                found.add(f"{name}.{each.name}")
            if each.name.startswith("submit"):
                found.add(f"{name}.{each.name}")
    return found


def test_every_verb_of_a_person_is_written_down() -> None:
    assert verbs() == set(VERBS)
    for name in VERBS:
        module, _, function = f"clark.{name}".rpartition(".")
        assert callable(getattr(import_module(module), function))


def test_every_word_of_a_story_is_an_act_or_nobodys_decision() -> None:
    assert set(EVENTS) == set(Event)
    assert set(decided.EVENTS) == {*PlanState, HALF_APPROVED}


def test_every_act_is_written_by_somebody() -> None:
    told = {act for acts in VERBS.values() for act in acts}
    moved = {*EVENTS.values(), *decided.EVENTS.values()} - {None}
    assert told | moved | BY_ITSELF == set(Act)


def test_whoever_moves_a_request_or_a_plan_writes_it_down() -> None:
    """There is one place each that adds an entry, and it adds a row."""
    for model, note in (("Entry", "note_request("), ("PlanEntry", "note_plan(")):
        places = [
            path for path in ROOT.rglob("*.py") if f" {model}.objects.create(" in path.read_text()
        ]
        assert len(places) == 1
        assert note in places[0].read_text()


def test_nobody_adds_rows_but_one_function() -> None:
    places = [path for path in ROOT.rglob("*.py") if "AuditRow.objects.create(" in path.read_text()]
    assert [path.name for path in places] == ["record.py"]
    reached = [
        path for each in ("flow", "customers", "worker") for path in (ROOT / each).rglob("*.py")
    ]
    assert "AuditRow(" not in "".join(path.read_text() for path in reached)


def test_the_trailer_is_what_git_takes_for_one() -> None:
    assert TRAILER.replace("-", "").isalpha()

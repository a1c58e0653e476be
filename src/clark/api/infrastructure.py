"""Infrastructure: stacks, plans in plain words, decisions about them, drift."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.customers import infrastructure
from clark.customers.infrastructure import PlanPage, PlanRow, StackPage, StackRows
from clark.ports.terraform import Stack

router = Router()


class StackFilters(Schema):
    q: str = ""
    environment: str = ""
    region: str = ""
    state: str = ""


class NewPlan(Schema):
    """`commit` is for a look at code that is not on main; such a plan can never be applied."""

    environment: str
    region: str
    layer: str
    reason: str = ""
    commit: str = ""


class PlanNumber(Schema):
    number: int


class PlanRows(Schema):
    total: int
    rows: list[PlanRow]


class PlanApproval(Schema):
    """`digest` as the plan showed it. `confirmed` names each resource that goes with its data."""

    digest: str
    confirmed: list[str] = []
    comment: str = ""


class Digest(Schema):
    digest: str


class PlanComment(Schema):
    comment: str


class Difference(Schema):
    """One attribute of one drifted resource, as the stack shows them."""

    address: str
    path: str


@router.get("/stacks", response={200: StackRows, **REFUSALS})
def list_stacks(request: HttpRequest, filters: Query[StackFilters]) -> StackRows:
    """Every stack by environment, region and layer. Every filter is optional."""
    asked = filters.dict()
    return infrastructure.stacks(by=actor(request), q=asked.pop("q"), filters=asked)


@router.get("/stacks/{environment}/{region}/{layer}", response={200: StackPage, **REFUSALS})
def show_stack(request: HttpRequest, environment: str, region: str, layer: str) -> StackPage:
    """One stack: drift with what differs, public outputs, plans."""
    return infrastructure.stack(by=actor(request), stack=Stack(environment, region, layer))


@router.post("/stacks/{environment}/{region}/{layer}/drift", response={204: None, **REFUSALS})
def look_for_drift(request: HttpRequest, environment: str, region: str, layer: str) -> Status[None]:
    """Have the stack compared with the cloud now."""
    infrastructure.look_for_drift(
        by=actor(request), stack=Stack(environment, region, layer), at=timezone.now()
    )
    return Status(204, None)


@router.post("/stacks/{environment}/{region}/{layer}/adopt", response={201: PlanNumber, **REFUSALS})
def adopt(
    request: HttpRequest, environment: str, region: str, layer: str, difference: Difference
) -> Status[PlanNumber]:
    """Have main say what the cloud has: a pull request that sets one variable."""
    number = infrastructure.adopt(
        by=actor(request),
        stack=Stack(environment, region, layer),
        address=difference.address,
        path=difference.path,
        at=timezone.now(),
    )
    return Status(201, PlanNumber(number=number))


@router.get("/plans", response={200: PlanRows, **REFUSALS})
def list_plans(request: HttpRequest, q: str = "", state: str = "", page: int = 1) -> PlanRows:
    """The newest first, 50 a page. `state` is one of a plan's states, or open."""
    rows, total = infrastructure.plans(by=actor(request), q=q, state=state, page=page)
    return PlanRows(total=total, rows=list(rows))


@router.post("/plans", response={201: PlanNumber, **REFUSALS})
def ask(request: HttpRequest, new: NewPlan) -> Status[PlanNumber]:
    """Have a stack planned."""
    number = infrastructure.ask(
        by=actor(request),
        stack=Stack(new.environment, new.region, new.layer),
        asked=infrastructure.Asked(new.reason, new.commit),
        at=timezone.now(),
    )
    return Status(201, PlanNumber(number=number))


@router.get("/plans/{number}", response={200: PlanPage, **REFUSALS})
def show(request: HttpRequest, number: int) -> PlanPage:
    """Everything about one plan, with the digest that an approval names."""
    return infrastructure.plan(by=actor(request), number=number)


@router.post("/plans/{number}/approve", response={204: None, **REFUSALS})
def approve(request: HttpRequest, number: int, approval: PlanApproval) -> Status[None]:
    """Approve exactly this plan. Never one's own."""
    said = infrastructure.Approval(approval.digest, approval.confirmed, approval.comment)
    infrastructure.approve(by=actor(request), number=number, approval=said, at=timezone.now())
    return Status(204, None)


@router.post("/plans/{number}/reject", response={204: None, **REFUSALS})
def reject(request: HttpRequest, number: int, said: PlanComment) -> Status[None]:
    """Refuse the plan, with the reason."""
    infrastructure.reject(by=actor(request), number=number, comment=said.comment, at=timezone.now())
    return Status(204, None)


@router.post("/plans/{number}/apply", response={204: None, **REFUSALS})
def apply(request: HttpRequest, number: int, read: Digest) -> Status[None]:
    """Have the approved plan applied, and nothing else."""
    infrastructure.apply(by=actor(request), number=number, digest=read.digest, at=timezone.now())
    return Status(204, None)


@router.post("/plans/{number}/withdraw", response={204: None, **REFUSALS})
def withdraw(request: HttpRequest, number: int) -> Status[None]:
    """Take one's own plan back, as long as it is not being applied."""
    infrastructure.withdraw(by=actor(request), number=number, at=timezone.now())
    return Status(204, None)

"""LoadBalancer: its hours, and capacity units by traffic. Listeners and targets cost nothing."""

from decimal import Decimal

from clark.costs.part import Assumed, Manifest, Part, Parts, Surroundings, Unknown, asked
from clark.costs.rds_instance import ONE

SOLD = {"application": "alb", "network": "nlb"}


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    sort = asked(manifest).get("loadBalancerType") or "application"
    sold = SOLD.get(str(sort))
    if sold is None:
        yield Unknown("Load balancer", f"load balancers of type {sort!r} are not priced")
        return
    yield Part(
        f"{str(sort).capitalize()} load balancer", f"{sold}/hour", "running", ONE, "all month"
    )
    text = f"{assumed.lcus} on average, all month"
    lcus = Decimal(assumed.lcus)
    yield Part("Load balancer capacity units", f"{sold}/lcu", "LCU", lcus, text, usage=True)

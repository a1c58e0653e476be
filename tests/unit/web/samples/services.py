"""Services: running, broken, and the way to them."""

from dataclasses import replace

from clark.flow.cards import (
    BrokenFileCard,
    Day2,
    Delivery,
    Endpoint,
    LogLine,
    PartCard,
    ServicePage,
    ServiceRow,
    Snippet,
)
from clark.flow.connect import snippets
from clark.local.controlplane.addresses import NO_NODES
from tests.unit.web.samples.change import FOLDER
from tests.unit.web.samples.ground import COPY, NASTY, before
from tests.unit.web.samples.practices import PRACTICES, RADIUS, UNUSED
from tests.unit.web.samples.requests import DONE, ROW, STEPS

SERVICE_ROW = ServiceRow(
    name="order-service-db-prod",
    kind="RDSInstance",
    icon="database",
    word="PostgreSQL database",
    summary="PostgreSQL 14.9 · db.t3.medium · 100 GB",
    region="us-east-1",
    environment="prod",
    team="orders",
    application="order-service",
    sync="Synced",
    health="Progressing",
    tone="busy",
    reason="AWS changes the instance class.",
    open_request=482,
    score=64,
)
HEALTHY = replace(
    SERVICE_ROW,
    name="java-service-cache-prod",
    icon="zap",
    word="Redis cache",
    summary="Redis 7.0 · cache.t3.micro · 2 nodes",
    health="Healthy",
    tone="ok",
    reason="",
    open_request=None,
    score=100,
)
BROKEN_ROW = replace(
    HEALTHY, name="files-prod", icon='"><img src=x>', sync="Unknown", health="Degraded", tone="bad"
)
BROKEN = BrokenFileCard("techcorp/gitops", f"{FOLDER}/service.yaml", 12, f"A tab. {NASTY}")
VALUE = {"spec": {"forProvider": {"dbName": "orders"}}}
SERVICE = ServicePage(
    row=SERVICE_ROW,
    steps=STEPS,
    request=ROW,
    why="AWS changes the instance class. Changes like this take about 10 minutes.",
    who="AWS",
    sync_detail="The cluster holds what main says.",
    health_detail="Progressing",
    drift=(),
    parts=(
        PartCard(
            "orders-prod-1", "Aurora instance", "db.r6g.large", "writer now", "Healthy", "ok", ""
        ),
        PartCard(NASTY, "Aurora instance", "db.r6g.large", "", "Progressing", "busy", NASTY),
    ),
    endpoints=(
        Endpoint("Endpoint", "order-service-db-prod.c3xkq7.us-east-1.rds.amazonaws.com"),
        Endpoint("Port", "5432"),
    ),
    local=Endpoint("Local address", "127.0.0.1:54321", "PostgreSQL 18.6 on this machine. No TLS."),
    deliveries=(
        Delivery(
            "Secrets Manager", "clark/prod/order-service", True, "9b2f6c1e-77", before(hours=2)
        ),
        Delivery("Secret in the namespace", "order-service/db", False, "", None, "Not there yet."),
    ),
    snippets=snippets("RDSInstance", VALUE, "order-service-db-prod"),
    secret_name="order-service-db-prod",
    secret_keys=("endpoint", "port", "username", "password"),
    events=tuple(
        LogLine(before(minutes=n), "ModifiedExternalResource", f"Resizing step {n}", "", kind)
        for n, kind in ((1, "normal"), (3, "warning"), (7, "normal"))
    ),
    history=(ROW, DONE),
    files=((f"{FOLDER}/service.yaml", "1f2e3d"), (f"{FOLDER}/credentials.yaml", "5a6b7c")),
    actions=(
        Day2("class", "Change size", "scaling"),
        Day2("storage", "Add storage", "hard-drive"),
        Day2("release", "Delete", "trash-2"),
    ),
    broken=(),
    copy=COPY,
    observed_at=before(seconds=2),
    practices=PRACTICES,
    radius=RADIUS,
)
NODES = replace(
    SERVICE,
    row=replace(HEALTHY, name="batch-prod", kind="NodeGroup", icon="server", word="Node group"),
    why="",
    parts=(),
    endpoints=(Endpoint("Nodes", "3"), Endpoint("At least, at most", "2, 6")),
    local=Endpoint("Local platform", NO_NODES.engine, NO_NODES.note),
    deliveries=(),
    snippets=snippets("NodeGroup", {"metadata": {"name": "batch-prod"}}, "batch-prod"),
    secret_name="",
    secret_keys=(),
    practices=replace(PRACTICES, score=None, holding=0, asked=0, rows=PRACTICES.rows[5:]),
    radius=UNUSED,
    actions=(Day2("nodes", "Scale", "scaling"), Day2("delete", "Delete", "trash-2")),
)
BROKEN_SERVICE = replace(
    SERVICE,
    row=replace(BROKEN_ROW, icon="file-x"),
    request=None,
    steps=(),
    broken=(BROKEN,),
    drift=("spec.forProvider.dbInstanceClass",),
    endpoints=(),
    local=None,
    events=(),
    history=(),
    deliveries=(),
    snippets=(Snippet("python", "Python", NASTY),),
    actions=(),
    copy=None,
    observed_at=None,
)

"""The process: the GitOps engine, the reconcilers and the HTTP door of one region, put together."""

import logging
import os
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from clark.errors import TryLater
from clark.local import daemon
from clark.local.controlplane.cloud import Cloud
from clark.local.controlplane.controllers import Controllers
from clark.local.controlplane.gitops import Engine, Mirror
from clark.local.controlplane.scheduler import Scheduler
from clark.local.controlplane.server import Door
from clark.local.controlplane.state import State
from clark.local.dataplane import DataPlane
from clark.local.supervisor import answers

log = logging.getLogger(__name__)

HOUSEKEEPING = 600  # polls between two removals of old events
DATAPLANE_TIMEOUT = 3.0  # seconds
AWS_START = 30.0  # seconds that AWS may take to start
AWS_LOOK = 0.1  # seconds between looks
WORST_BACKOFF = 10  # seconds between looks at a repository that does not answer


@dataclass(frozen=True)
class Options:
    """What a control plane is started with. `poll` is in seconds. The tokens are values."""

    region: str
    home: Path
    port: int
    git: str
    aws: str
    dataplane: str
    poll: float
    token: str = field(repr=False)
    git_token: str = field(repr=False)
    aws_token: str = field(repr=False)
    dataplane_token: str = field(repr=False)


def run(options: Options) -> None:
    """Until SIGTERM, SIGINT, or the end of the parent process."""
    os.umask(0o077)
    state = State(options.home)
    cloud = Cloud(options.aws, options.aws_token)
    controllers = Controllers(state, cloud, options.region, options.poll)
    scheduler = Scheduler(controllers.reconcile, options.poll)
    controllers.follow(scheduler.wake)
    dataplane = DataPlane(options.dataplane, options.dataplane_token, DATAPLANE_TIMEOUT)
    threading.Thread(target=reconcile, args=(options, scheduler), daemon=True).start()
    threading.Thread(target=_sync, args=(options, state, scheduler), daemon=True).start()
    daemon.serve(Door(state, options.region, options.token, dataplane), options.port, _stop)


def reconcile(options: Options, scheduler: Scheduler) -> None:
    """Have the scheduler run for ever, once AWS answers.

    All systems of the platform start side by side, and a first look at an AWS that is not up yet
    would call every service broken. One that stays silent is not waited for: the objects say it.
    """
    deadline = time.monotonic() + AWS_START
    while not answers(f"{options.aws}/health") and time.monotonic() < deadline:
        time.sleep(AWS_LOOK)
    scheduler.run()


# Private functions


def _stop() -> None:
    """Calls to AWS may still be under way. They are safe to cut off, as by a `kill -9`."""
    os._exit(0)


def _sync(options: Options, state: State, scheduler: Scheduler) -> None:
    """Look at Git at every poll, and tell the scheduler what there is and what changed."""
    engine: Engine | None = None
    failures = 0
    for turn in count():
        started = time.monotonic()
        scheduler.keep(one.key for one in state.objects())
        try:
            engine = engine or _engine(options, state)
            for key in engine.sync():
                scheduler.wake(key)
            failures = 0
        except TryLater as error:
            failures += 1
            if failures == 1:
                log.warning("%s", error)
        except Exception:
            failures += 1
            log.exception("a defect: the commit was not applied")
        if turn % HOUSEKEEPING == 0:
            state.forget_old_events()
        pause = min(options.poll * 2**failures, max(options.poll, WORST_BACKOFF))
        time.sleep(max(0.0, pause - (time.monotonic() - started)))


def _engine(options: Options, state: State) -> Engine:
    mirror = Mirror(options.home / "gitops.git", options.git, options.git_token)
    return Engine(state, mirror, options.region)

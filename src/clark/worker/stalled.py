"""Jobs of a worker that died: procrastinate leaves them `doing`, with their lock held, for ever."""

import asyncio
import logging
import time

from procrastinate import App, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.utils import utcnow

log = logging.getLogger(__name__)

SILENT = 6.0  # seconds without a heartbeat after which a worker counts as dead
EVERY = 1.0  # seconds


async def keep_retrying(app: App) -> None:
    """Look for them until cancelled.

    A worker that was starved itself does not judge: its own heartbeat is late too, and one that
    takes itself for dead can fetch no job any more.
    """
    while True:
        before = time.monotonic()
        await asyncio.sleep(EVERY)
        if time.monotonic() - before > 2 * EVERY:
            continue
        try:
            await retry(app)
        except exceptions.ConnectorException:
            log.warning("stalled jobs: the database does not answer")


async def retry(app: App) -> None:
    """Queue every stalled job again, or drop it where its request is queued already."""
    await app.job_manager.prune_stalled_workers(SILENT)
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await _retry(app, job)


async def _retry(app: App, job: Job) -> None:
    if job.id is None:
        return
    log.info("job %s stalled", job.call_string)
    try:
        await app.job_manager.retry_job_by_id_async(job.id, utcnow())
    except exceptions.ConnectorException:
        # The same queueing lock waits already, or another worker was faster: one of both suffices.
        await _drop(app, job.id)


async def _drop(app: App, job_id: int) -> None:
    try:
        await app.job_manager.finish_job_by_id_async(job_id, Status.FAILED, delete_job=True)
    except exceptions.ConnectorException:
        log.info("job %s is settled", job_id)

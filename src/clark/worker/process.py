"""The worker process: jobs on one event loop, the watcher in a thread, and an orderly end."""

import asyncio
import logging
import os
import signal
import threading

from procrastinate import App
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector

from clark.worker import jobs, stalled, watch

log = logging.getLogger(__name__)

# Queue -> how many of its jobs run at once. Infrastructure's take minutes: they have their own.
QUEUES = {"requests": 4, "infrastructure": 2}
WATCH_EVERY = 0.5  # seconds
POLL_EVERY = 0.25  # seconds; a lock that becomes free is not announced to the job behind it
HEARTBEAT = 1.0  # seconds
PATIENCE = 1.5  # seconds for running steps to end
LAST = 2.5  # seconds after which the process ends whatever is under way


def run() -> None:
    """Work until SIGTERM or SIGINT, or until the parent is gone."""
    stop = threading.Event()
    watcher = threading.Thread(target=watch.run, args=(stop, WATCH_EVERY), daemon=True)
    watcher.start()
    code = 0
    try:
        asyncio.run(_work(_worker_app(), stop))
    except Exception:  # the database went away, for example: whoever started this starts it again
        log.exception("the worker ends")
        code = 1
    finally:
        stop.set()
        watcher.join(0.5)
        logging.shutdown()
        os._exit(code)  # a step that still waits for an answer is safe to cut off, as by `kill -9`


# Private functions


def _worker_app() -> App:
    """An app of its own for fetching: steps defer through Django's, in their own transaction."""
    app = DjangoApp(connector=DjangoConnector().get_worker_connector())
    jobs.register(app)
    return app


async def _work(app: App, stop: threading.Event) -> None:
    async with app.open_async():
        await stalled.retry(app)
        workers = asyncio.gather(*(_serve(app, *each) for each in QUEUES.items()))
        _end_on_signal(workers, stop)
        rescue = asyncio.create_task(stalled.keep_retrying(app))
        try:
            await workers
        except asyncio.CancelledError:
            log.info("stopped")
        finally:
            rescue.cancel()


async def _serve(app: App, queue: str, concurrency: int) -> None:
    await app.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=concurrency,
        fetch_job_polling_interval=POLL_EVERY,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=stalled.SILENT,
        shutdown_graceful_timeout=PATIENCE,
        delete_jobs="always",  # what failed is due again, and the log says why
        install_signal_handlers=False,
    )


def _end_on_signal(workers: "asyncio.Future[list[None]]", stop: threading.Event) -> None:
    def end() -> None:
        stop.set()
        last = threading.Timer(LAST, os._exit, [0])
        last.daemon = True
        last.start()
        workers.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)

"""Things done at nearly the same moment, from a seed: how far apart, and who comes first."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from threading import Barrier

from clark.errors import ClarkError
from tests.running_clark import RunningClark

CLOSE = 0.03  # seconds; a decision takes about as long
COMMENT = {"comment": "Seen by an auditor."}


@dataclass(frozen=True)
class Try:
    """What somebody tries to decide, and the word that they were refused with, if they were."""

    who: str
    verb: str
    refused: str = ""


def at_once(*calls: Callable[[], object], apart: Random | None = None) -> list[ClarkError | None]:
    """Make the calls at the same moment, or a little apart. What each was refused with."""
    start = Barrier(len(calls))
    waits = [apart.uniform(0, CLOSE) if apart else 0.0 for _ in calls]

    def one(call: Callable[[], object], wait: float) -> ClarkError | None:
        start.wait()
        time.sleep(wait)
        try:
            call()
        except ClarkError as error:
            return error
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls, waits))


def decide(clark: RunningClark, who: str, number: int, verb: str) -> Callable[[], object]:
    """A decision about the request as it is now."""
    page = clark.page(number)
    said = dict(COMMENT)
    if verb in ("approve", "override"):
        said |= {"head": page["head"], "diff_hash": page["diff_hash"]}
    return lambda: clark.clients[who].post(f"/requests/{number}/{verb}", said)


def tried(
    clark: RunningClark, number: int, apart: Random, *whos: tuple[str, str]
) -> tuple[Try, ...]:
    """Several people decide about a request, by (person, verb), all having read it before."""
    calls = [decide(clark, who, number, verb) for who, verb in whos]
    said = at_once(*calls, apart=apart)
    return tuple(
        Try(who, verb, str(error) if error else "")
        for (who, verb), error in zip(whos, said, strict=True)
    )

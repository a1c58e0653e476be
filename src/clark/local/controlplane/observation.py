"""The cluster as `GET /observation` tells it, and back. A Secret is never in it."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from clark.local.controlplane.gitops import broken_files
from clark.local.controlplane.state import State
from clark.ports.cluster import BrokenFile, LiveEvent, LiveObject, Observation


def encode(state: State, region: str) -> bytes:
    """`ports.cluster.Observation` as JSON, times as ISO 8601."""
    with state.still():
        told = {
            "region": region,
            "commit": state.fact("commit"),
            "objects": [vars(one.live()) for one in state.objects()],
            "events": [asdict(one) for one in state.events()],
            "broken": [asdict(one) for one in broken_files(state)],
        }
        return json.dumps(told, default=datetime.isoformat).encode()


def decode(body: bytes) -> Observation:
    told = json.loads(body)
    return Observation(
        region=told["region"],
        commit=told["commit"],
        objects=tuple(LiveObject(**_timed(one, "created_at")) for one in told["objects"]),
        events=tuple(LiveEvent(**_timed(one, "first_at", "last_at")) for one in told["events"]),
        broken=tuple(BrokenFile(**one) for one in told["broken"]),
    )


def _timed(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**one, **{name: datetime.fromisoformat(one[name]) for name in names}}

"""What the clusters showed of resources when a worker last looked."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from clark.kinds import Sight
from clark.store.models import LiveObject


def sight(customer_id: int, region: str) -> Sight:
    """status.atProvider by kind and name; None where nobody has seen it."""
    return partial(_seen, customer_id, region)


def region_of(path: str) -> str:
    """The region whose cluster applies a file of the GitOps repository; "" for none."""
    parts = path.split("/")
    return parts[1] if parts[0] == "regions" and len(parts) > 1 else ""


def _seen(customer_id: int, region: str, kind: str, name: str) -> Mapping[str, Any] | None:
    live = LiveObject.objects.filter(
        region__customer_id=customer_id, region__name=region, kind=kind, name=name
    ).first()
    found = live.status.get("atProvider") if live else None
    return found if isinstance(found, Mapping) else None

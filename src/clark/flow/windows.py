"""Which maintenance windows a change waits for, and when they open next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from clark.flow.outlook import WindowCard
from clark.kinds import AWS_CHOSE, Impact, Opening, find, opening
from clark.manifests import Unreadable, get, read
from clark.store.models import LiveObject

WINDOW: Final = ("forProvider", "preferredMaintenanceWindow")
Place = tuple[int, str]  # customer and region


def windows(
    at: Place, files: Mapping[str, str | None], impacts: Iterable[Impact], now: datetime
) -> tuple[WindowCard, ...]:
    """Each once. Where no file names it, it is the one that the cluster shows, which the provider
    reads from AWS."""
    waits = dict.fromkeys(each.window for each in impacts if each.waits_for_window)
    texts: dict[str, bool] = {each: False for each in waits if each != AWS_CHOSE}
    if AWS_CHOSE in waits:
        seen = dict.fromkeys(_seen(at, files))
        texts |= {f"{each} UTC": True for each in seen} or {"": True}
    return tuple(_card(text, chosen, now) for text, chosen in texts.items())


# Private functions


def _seen(at: Place, files: Mapping[str, str | None]) -> Iterator[str]:
    customer_id, region = at
    for kind, name in _resources(files.values()):
        live = LiveObject.objects.filter(
            region__customer_id=customer_id, region__name=region, kind=kind, name=name
        ).first()
        found = get(live.spec, WINDOW, "") if live else ""
        if found:
            yield str(found)


def _resources(texts: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    for text in texts:
        try:
            documents = read(text) if text else ()
        except Unreadable:  # said among the refusals
            continue
        yield from (
            (each.kind, each.name) for each in documents if find(each.api_version, each.kind)
        )


def _card(text: str, by_aws: bool, now: datetime) -> WindowCard:
    found = opening(text, now)
    if found is None:
        said = f"It waits for {AWS_CHOSE}, and nobody has seen yet which that is."
        return WindowCard(text, None, None, said)
    named = f"{text}, which AWS chose" if by_aws else text
    return WindowCard(text, found.opens, found.closes, _said(named, found, now))


def _said(named: str, found: Opening, now: datetime) -> str:
    opens, closes = found.opens.astimezone(UTC), found.closes.astimezone(UTC)
    if opens <= now:
        return (
            f"The maintenance window ({named}) is open now, until {closes:%H:%M} UTC: AWS can "
            "begin as soon as it is merged. After that it opens a week later."
        )
    day = f"{opens:%A} {opens.day} {opens:%B %Y}"
    return (
        f"The maintenance window ({named}) opens next on {day} at {opens:%H:%M} UTC, until "
        f"{closes:%H:%M}. AWS begins in it what is merged before."
    )

"""What a change does, told to the person who asks for it before they ask."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clark.manifests import Path


class Effect(StrEnum):
    """What AWS and the provider do with a change."""

    CREATION = "creation"
    ADOPTION = "adoption"
    IN_PLACE = "in place"
    RESTART = "restart"
    FAILOVER = "failover"
    REPLACEMENT = "replacement"
    REFUSED = "refused by AWS"
    IGNORED = "silently ignored"
    DELETION = "deletion"


@dataclass(frozen=True)
class Impact:
    """The consequence of one changed field; the empty path stands for the whole resource.

    `waits_for_window`: nothing happens before the maintenance window `window`.
    `needs_acceptance`: an interruption in production, which a person accepts explicitly.
    `denied`: it would lose data or never happen; Clark does not let it through.
    `cuts_off`: it goes on working, but some who use it are refused from then on, or have to move.
    """

    path: Path
    before: Any
    after: Any
    effect: Effect
    sentence: str
    source: str
    waits_for_window: bool = False
    window: str = ""
    needs_acceptance: bool = False
    denied: bool = False
    cuts_off: bool = False

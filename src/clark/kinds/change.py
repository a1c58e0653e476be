"""One changed field of spec.forProvider, and the words for what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clark.kinds.impact import Effect, Impact
from clark.kinds.window import AWS_CHOSE

# Fields that ask AWS not to wait for the maintenance window.
AT_ONCE: Final = ("applyModificationsImmediately", "applyImmediately")


@dataclass(frozen=True)
class Change:
    """`old` and `new` are the whole spec.forProvider before and after. `fixed`: the provider marks
    the field as immutable. `waiting` is what waits in AWS by now, None where nobody has seen it.
    """

    name: str
    before: Any
    after: Any
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    production: bool
    fixed: bool = False
    waiting: Mapping[str, Any] | None = None

    @property
    def immediate(self) -> bool:
        """Whether the change asks AWS not to wait for the maintenance window."""
        return any(self.new.get(name) is True for name in AT_ONCE)

    @property
    def removed(self) -> bool:
        """Whether the file no longer says anything."""
        return self.after is None

    def in_place(self, sentence: str, source: str, *, waits: bool = False) -> Impact:
        """It goes on working. `waits`: AWS does it in the window unless told otherwise."""
        return self._impact(Effect.IN_PLACE, sentence, source, waits=waits)

    def cutting_off(self, sentence: str, source: str) -> Impact:
        """It goes on working, but no longer for everybody, and at once."""
        return replace(self.in_place(sentence, source), cuts_off=True)

    def restart(self, sentence: str, source: str, *, waits: bool = True) -> Impact:
        """It cannot be reached for a while."""
        return self._impact(Effect.RESTART, sentence, source, waits=waits)

    def restart_in_window(self, sentence: str, source: str) -> Impact:
        """It cannot be reached for a while in the window, whatever the file says of waiting."""
        patient = replace(self, new={**self.new, **dict.fromkeys(AT_ONCE, False)})
        return patient.restart(sentence, source)

    def failover(self, sentence: str, source: str, *, waits: bool = True) -> Impact:
        """A standby takes over; connections break."""
        return self._impact(Effect.FAILOVER, sentence, source, waits=waits)

    def refused(self, sentence: str, source: str) -> Impact:
        """AWS or the provider refuses it."""
        return self._denied(Effect.REFUSED, sentence, source)

    def ignored(self, sentence: str, source: str) -> Impact:
        """The file would say one thing and AWS do another, for ever."""
        return self._denied(Effect.IGNORED, sentence, source)

    def replacement(self, sentence: str, source: str) -> Impact:
        """A new, empty one would take its place."""
        return self._denied(Effect.REPLACEMENT, sentence, source)

    def without_effect(self, sentence: str, source: str) -> Impact:
        """Nothing happens, and nothing is lost by it."""
        return self._impact(Effect.IGNORED, sentence, source, waits=False)

    def _denied(self, effect: Effect, sentence: str, source: str) -> Impact:
        path = ("spec", "forProvider", self.name)
        return Impact(path, self.before, self.after, effect, sentence, source, denied=True)

    def _impact(self, effect: Effect, sentence: str, source: str, *, waits: bool) -> Impact:
        later = waits and not self.immediate
        window = str(self.new.get("preferredMaintenanceWindow") or "")
        shown = f"{window} UTC" if window else AWS_CHOSE
        return Impact(
            path=("spec", "forProvider", self.name),
            before=self.before,
            after=self.after,
            effect=effect,
            sentence=f"{sentence} {_when(waits, later, shown)}".rstrip(),
            source=source,
            waits_for_window=later,
            window=shown if later else "",
            needs_acceptance=self.production and effect is Effect.RESTART,
        )


def _when(waits: bool, later: bool, window: str) -> str:
    if not waits:
        return ""
    if later:
        return f"It waits for the maintenance window: {window}."
    return "It starts as soon as the change is merged."

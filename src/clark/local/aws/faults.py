"""Faults for tests: the next calls of an operation fail, are throttled, are slow, or get lost."""

import threading
from dataclasses import dataclass, replace
from typing import Any, Final

from clark.local.aws.calls import Call

ERROR, THROTTLE, SLOW, LOST_ANSWER = "error", "throttle", "slow", "lost-answer"
KINDS: Final = (ERROR, THROTTLE, SLOW, LOST_ANSWER)


@dataclass(frozen=True)
class Fault:
    """`seconds` is the delay of a slow call. No region means all of them."""

    service: str
    operation: str
    kind: str
    count: int = 1
    region: str = ""
    seconds: float = 2.0

    def meets(self, call: Call) -> bool:
        return (
            self.count > 0
            and (self.service, self.operation) == (call.service, call.operation)
            and self.region in ("", call.region)
        )


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def plan(self, asked: dict[str, Any]) -> Fault:
        """Raises ValueError or TypeError when `asked` is no fault."""
        fault = Fault(**asked)
        if fault.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        with self._lock:
            self._planned.append(fault)
        return fault

    def take(self, call: Call) -> Fault | None:
        """The fault that this call meets, counted down."""
        with self._lock:
            for index, fault in enumerate(self._planned):
                if fault.meets(call):
                    self._planned[index] = replace(fault, count=fault.count - 1)
                    return fault
        return None

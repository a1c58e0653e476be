"""What is worked out once and kept while it is the newest: one value for each customer.

Everybody's pages and looks go round over all customers. A cache that drops what was used longest
ago keeps nothing of such a round once it is a little too small; and of what has moved, nobody asks
for the older state again. So each key has one value, that of its newest state, and there is room by
what values weigh, not by how many customers there are.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Newest(Generic[Value]):
    """`room` is in whatever `weigh` counts. The newest value is kept, however heavy it is alone."""

    def __init__(self, room: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._room, self._weigh = room, weigh
        self._held: OrderedDict[Hashable, tuple[object, Value, int]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def __call__(self, key: Hashable, state: object, make: Callable[[], Value]) -> Value:
        """The value of this state; made where the key has none, or one of another state.

        Two that ask at once may both make it.
        """
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] == state:
                self._held.move_to_end(key)
                return held[1]
        value = make()
        with self._lock:
            self._forget(key)
            weight = self._weigh(value)
            self._held[key] = (state, value, weight)
            self._weight += weight
            while self._weight > self._room and len(self._held) > 1:
                self._forget(next(iter(self._held)))
        return value

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._weight = 0

    def _forget(self, key: Hashable) -> None:
        if key in self._held:
            self._weight -= self._held.pop(key)[2]

"""Commits on main that came past Clark: looked at, flagged, and where needed waited for."""

from clark.flow.pushes.history import role_of
from clark.flow.pushes.reconcile import kept, look
from clark.flow.pushes.stops import flagged, refuse_while_stopped, stop_of, stopped

__all__ = ["flagged", "kept", "look", "refuse_while_stopped", "role_of", "stop_of", "stopped"]

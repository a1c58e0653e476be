"""Who is declared to use a service: its blast radius, in a sentence. Pure."""

from clark.policy.radius.radius import Application, Dependent, Radius, radius

__all__ = ["Application", "Dependent", "Radius", "radius"]

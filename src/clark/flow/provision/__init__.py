"""The fourth stage, and the services that came out of it."""

from clark.flow.provision.queries import regions, service, services

__all__ = ["regions", "service", "services"]

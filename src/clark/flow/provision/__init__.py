"""The fourth stage, and the services that came out of it."""

from clark.flow.provision.practices import practices
from clark.flow.provision.queries import ailing, regions, service, services

__all__ = ["ailing", "practices", "regions", "service", "services"]

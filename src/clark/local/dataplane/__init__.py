"""The engines behind the local AWS: a real PostgreSQL or Redis for each database or cache."""

from clark.local.dataplane.client import DataPlane, LocalEngine

__all__ = ["DataPlane", "LocalEngine"]

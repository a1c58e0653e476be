"""Everything that is a copy, made again from Git and the clusters alone."""

from clark.customers.rebuild.service import Rebuilt, named, rebuild
from clark.customers.rebuild.tables import COPIES, RECORDS, picture

__all__ = ["COPIES", "RECORDS", "Rebuilt", "named", "picture", "rebuild"]

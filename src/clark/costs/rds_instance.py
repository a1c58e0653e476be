"""RDSInstance: hours of the instance, storage, and what is reserved beyond gp3's own speed.

A standby is not counted twice: AWS sells Multi-AZ as a SKU of its own, for instance and storage.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from clark.costs.part import (
    Assumed,
    Manifest,
    Part,
    Parts,
    Surroundings,
    Unknown,
    asked,
    number,
    said,
)

ONE: Final = Decimal(1)
# What gp3 has without charge, below and from 400 GB:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
GP3_LARGE: Final = 400  # GB
GP3_OWN: Final = {False: (3000, 125), True: (12000, 500)}  # IOPS, MB/s
ON_DISK: Final = ("gp2", "gp3", "io1", "io2")


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    wanted = asked(manifest)
    engine = wanted.get("engine")
    if engine != "postgres":
        yield Unknown("Database", f"only PostgreSQL is priced, and the engine is {engine!r}")
        return
    zones = "multi-az" if wanted.get("multiAZ") is True else "single-az"
    yield _instance(wanted, zones)
    yield from _storage(wanted, zones)
    if assumed.backup_gb:
        text = f"{assumed.backup_gb} GB of backups beyond the free allocation, which is as much as"
        text += " the storage"
        backup = Decimal(assumed.backup_gb)
        yield Part("Backups", "rds/backup", "GB", backup, text, usage=True)


# Private functions


def _instance(wanted: Mapping[str, Any], zones: str) -> Part | Unknown:
    size = wanted.get("dbInstanceClass")
    if not isinstance(size, str) or not size:
        return said("Database instance", "dbInstanceClass", size)
    what = f"{size}, {'with a standby' if zones == 'multi-az' else 'one zone'}"
    return Part(what, f"rds/postgresql/{size}/{zones}", "running", ONE, "on demand, all month")


def _storage(wanted: Mapping[str, Any], zones: str) -> Parts:
    disk, size = wanted.get("storageType"), number(wanted.get("allocatedStorage"))
    if disk not in ON_DISK:
        yield said("Storage", "storageType", disk)
        return
    if size is None:
        yield said("Storage", "allocatedStorage", wanted.get("allocatedStorage"))
        return
    grown = number(wanted.get("maxAllocatedStorage"))
    most = grown if grown is not None and grown > size else None
    text = f"AWS may grow it to {most} GB by itself" if most else ""
    yield Part(f"{disk} storage", f"rds/storage/{disk}/{zones}", "GB", size, text, most=most)
    yield from _speed(wanted, str(disk), size, zones)


def _speed(wanted: Mapping[str, Any], disk: str, size: Decimal, zones: str) -> Parts:
    free = GP3_OWN[size >= GP3_LARGE] if disk == "gp3" else (0, 0)
    rows = (
        ("iops", "IOPS", "iops", free[0], disk != "gp2"),
        ("storageThroughput", "MB/s", "throughput", free[1], disk == "gp3"),
    )
    for field, of, sku, own, sold in rows:
        value = wanted.get(field)
        if not sold or (value is None and disk == "gp3"):
            continue
        count = number(value)
        if count is None:
            yield said(f"Reserved {of}", field, value)
        elif count > own:
            text = f"beyond the {own:,} of the storage itself" if own else ""
            yield Part(f"Reserved {of}", f"rds/{sku}/{disk}/{zones}", of, count - own, text)

"""What is asked of PostgreSQL alike, of RDS databases and of Aurora clusters."""

from dataclasses import dataclass
from typing import Final

from clark.policy.practices import versions
from clark.policy.practices.practice import (
    RDS_HUB,
    Practice,
    always,
    at_least,
    on,
    unless_it_goes,
    wants,
)

REASON_PRIVATE: Final = (
    "A database that the internet can reach is attacked from there, whatever its password."
)


@dataclass(frozen=True)
class Sort:
    """`prefix` of the ids, `noun` in sentences, `engine` as people call it, `trial` where a major
    upgrade is tried. `backups` and `calendar` are the pages that say so."""

    prefix: str
    kind: str
    noun: str
    engine: str
    trial: str
    backups: str
    calendar: str


def common(of: Sort) -> tuple[Practice, ...]:
    """Encryption, backups, protection and version, in the order of their weight."""
    return _encrypted(of), _backups(of), _protected(of), _version(of)


# Private functions


def _encrypted(of: Sort) -> Practice:
    return Practice(
        f"{of.prefix}-encrypted",
        of.kind,
        "Encrypted storage",
        "Disks, backups and snapshots are of no use to who gets hold of them.",
        5,
        RDS_HUB,
        (wants("storageEncrypted", on),),
        by_hand=always(
            f"AWS encrypts a {of.noun} at its creation only. Order a new one, move the data, then "
            "delete this one."
        ),
    )


def _backups(of: Sort) -> Practice:
    return Practice(
        f"{of.prefix}-backups",
        of.kind,
        "Backups for a week",
        "What was deleted or damaged by mistake is often noticed days later.",
        4,
        of.backups,
        (wants("backupRetentionPeriod", at_least(7), 7, parameter=("backupDays", None)),),
        costs=f"Backups that are larger than the {of.noun}'s storage cost.",
    )


def _protected(of: Sort) -> Practice:
    return Practice(
        f"{of.prefix}-deletion-protection",
        of.kind,
        "Protected from deletion",
        "AWS refuses to delete it until somebody turns the protection off, in a change of its own.",
        4,
        RDS_HUB,
        (wants("deletionProtection", on, True, parameter=("deletionProtection", None)),),
        waived=unless_it_goes,
    )


def _version(of: Sort) -> Practice:
    return Practice(
        f"{of.prefix}-version",
        of.kind,
        "A version with standard support",
        "After its end AWS charges for Extended Support, by the hour and the vCPU.",
        3,
        of.calendar,
        amiss=lambda subject: versions.ended(subject, of.engine, versions.POSTGRESQL),
        waived=lambda subject: versions.unknown(subject, versions.POSTGRESQL),
        by_hand=always(
            f"A major upgrade cannot be undone: try it on a {of.trial} first, then change "
            "engineVersion and allowMajorVersionUpgrade in the file."
        ),
    )

"""How long the local AWS takes for what the real one takes minutes for.

FAST is for trying and testing. REAL is as measured by others:

====================  =======  ==============================================================
what                  seconds  source
====================  =======  ==============================================================
database created      245      median of seven public Terraform logs, 3m16s to 4m56s
class change, all     784      one event log: shutdown 18:09:04, change finished 18:22:08
Single-AZ outage      57       the same log: restarted 18:10:01
Multi-AZ outage       60       "typically 60-120 seconds", repost.aws rds-performance-impact
cache created         337      one Terraform log, 5m37s
node group created    114      two Terraform logs, 1m48s and 1m59s
everything else                our estimate; nothing citable was found
====================  =======  ==============================================================
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Durations in seconds. `window` is the wait for maintenance; None: as the window says."""

    database_creating: float
    database_backup: float
    database_change: float
    database_outage: float
    database_failover: float
    database_password: float
    database_reboot: float
    database_deleting: float
    storage_optimization: float
    aurora_creating: float
    aurora_deleting: float
    cache_creating: float
    cache_change: float
    cache_outage: float
    cache_failover: float
    cache_deleting: float
    cluster_creating: float
    cluster_change: float
    cluster_deleting: float
    nodes_creating: float
    nodes_scaling: float
    nodes_change: float
    nodes_deleting: float
    addon_change: float
    window: float | None


FAST = Pace(
    database_creating=2.5,
    database_backup=1.5,
    database_change=3.0,
    database_outage=1.5,
    database_failover=0.5,
    database_password=1.0,
    database_reboot=1.5,
    database_deleting=2.0,
    storage_optimization=1.0,
    aurora_creating=1.0,
    aurora_deleting=1.0,
    cache_creating=4.0,
    cache_change=3.0,
    cache_outage=1.0,
    cache_failover=0.3,
    cache_deleting=2.0,
    cluster_creating=0.4,
    cluster_change=0.3,
    cluster_deleting=0.3,
    nodes_creating=0.3,
    nodes_scaling=0.3,
    nodes_change=0.3,
    nodes_deleting=0.3,
    addon_change=0.2,
    window=20.0,
)

REAL = Pace(
    database_creating=215.0,
    database_backup=30.0,
    database_change=784.0,
    database_outage=57.0,
    database_failover=60.0,
    database_password=60.0,
    database_reboot=60.0,
    database_deleting=240.0,
    storage_optimization=1800.0,
    aurora_creating=60.0,
    aurora_deleting=120.0,
    cache_creating=337.0,
    cache_change=600.0,
    cache_outage=60.0,
    cache_failover=10.0,
    cache_deleting=300.0,
    cluster_creating=540.0,
    cluster_change=480.0,
    cluster_deleting=150.0,
    nodes_creating=114.0,
    nodes_scaling=114.0,
    nodes_change=300.0,
    nodes_deleting=240.0,
    addon_change=30.0,
    window=None,
)

PACES = {"fast": FAST, "real": REAL}

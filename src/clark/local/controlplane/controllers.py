"""Which controller looks after an object, and who must look again when something changed."""

import logging
from collections.abc import Callable, Mapping

from clark.local.controlplane.cloud import Cloud
from clark.local.controlplane.external_secrets import (
    ExternalSecrets,
    PushSecrets,
    Vault,
    pushed_keys,
    woken_by_keys,
    woken_by_secret,
)
from clark.local.controlplane.objects import Key
from clark.local.controlplane.provider import (
    Buckets,
    DBClusters,
    DBInstances,
    External,
    Listeners,
    LoadBalancers,
    ManagedReconciler,
    NodeGroups,
    Outcome,
    RDSInstances,
    ReplicationGroups,
    TargetGroups,
)
from clark.local.controlplane.state import State

log = logging.getLogger(__name__)

GRACE = 3  # polls after a create; 30 s in the real provider, whose poll is 1 m


class Controllers:
    """Reconciles any object of one region."""

    def __init__(self, state: State, cloud: Cloud, region: str, poll: float) -> None:
        self._state = state
        self._managed = ManagedReconciler(state, grace=GRACE * poll)
        self._externals: Mapping[str, External] = {
            "RDSInstance": RDSInstances(cloud, region),
            "DBCluster": DBClusters(cloud, region),
            "DBInstance": DBInstances(cloud, region),
            "ReplicationGroup": ReplicationGroups(cloud, region),
            "Bucket": Buckets(cloud),
            "NodeGroup": NodeGroups(cloud, region),
            "LoadBalancer": LoadBalancers(cloud, region),
            "TargetGroup": TargetGroups(cloud, region),
            "Listener": Listeners(cloud, region),
        }
        vault = Vault(cloud, region)
        self._push = PushSecrets(state, vault)
        self._pull = ExternalSecrets(state, vault)
        self._wake: Callable[[Key], None] = lambda _key: None

    def reconcile(self, key: Key) -> Outcome:
        """Look at one object and do one step. Never raises: a defect costs one object, not all."""
        try:
            return self._reconcile(key)
        except Exception as error:
            # The traceback is left out: a frame may hold a password.
            log.error("%s %s: %s", key.kind, key.name, type(error).__name__)
            return Outcome.FAILED

    def follow(self, wake: Callable[[Key], None]) -> None:
        """From now on wake whoever passes on what changed: Secret, PushSecret, ExternalSecret."""

        def on_secret(namespace: str, name: str) -> None:
            for key in woken_by_secret(self._state.objects(), namespace, name):
                wake(key)

        self._state.on_secret = on_secret
        self._wake = wake

    def _reconcile(self, key: Key) -> Outcome:
        if key.kind == "PushSecret":
            return self._push_and_wake(key)
        if key.kind == "ExternalSecret":
            return self._pull.reconcile(key)
        if key.kind == "DBInstance":
            return self._instance_and_wake(key)
        return self._managed.reconcile(key, self._externals[key.kind])

    def _instance_and_wake(self, key: Key) -> Outcome:
        """Its cluster says who the writer is, which may be another now."""
        before = self._state.get(key)
        outcome = self._managed.reconcile(key, self._externals[key.kind])
        after = self._state.get(key)
        named = before.parameters.get("dbClusterIdentifier") if before else None
        if named and (after is None or before is None or before.status != after.status):
            self._wake(Key(key.group, "DBCluster", "", str(named)))
        return outcome

    def _push_and_wake(self, key: Key) -> Outcome:
        before = self._state.get(key)
        outcome = self._push.reconcile(key)
        after = self._state.get(key)
        if before and after and before.status != after.status:
            for reader in woken_by_keys(self._state.objects(), pushed_keys(after)):
                self._wake(reader)
        return outcome

"""PushSecret: a Secret of the cluster becomes a secret in Secrets Manager.

External Secrets, pkg/controllers/pushsecret/pushsecret_controller.go. Beyond the real one, the
status has `syncedVersionIds`, the AWS version by key, so that a delivery can be followed without a
value.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from clark.local.controlplane.cloud import CloudError
from clark.local.controlplane.conditions import ready, set_condition
from clark.local.controlplane.external_secrets.vault import STORE_KIND, STORE_NAME, Vault, Version
from clark.local.controlplane.objects import Key, Resource, Secret
from clark.local.controlplane.provider import Outcome
from clark.local.controlplane.state import Said, State

FINALIZER = "pushsecret.externalsecrets.io/finalizer"
SYNCED = "PushSecret synced successfully"


class PushSecrets:
    """Reconciles PushSecrets."""

    def __init__(self, state: State, vault: Vault) -> None:
        self._state = state
        self._vault = vault

    def reconcile(self, key: Key) -> Outcome:
        resource = self._state.change(key, _hold_if_deleting_matters)
        if resource is None:
            return Outcome.SETTLED
        try:
            if resource.deleting:
                return self._delete(resource)
            versions = self._push(resource)
        except CloudError as error:
            return self._fail(resource, f"set secret failed: {error}")
        except LookupError as error:
            return self._fail(resource, str(error.args[0]))
        self._succeed(resource, versions)
        return Outcome.SETTLED

    def _push(self, resource: Resource) -> dict[str, str]:
        _require_stores(resource)
        place = (resource.namespace, _source(resource))
        secret = self._state.secret(*place)
        if secret is None:
            raise LookupError("could not get source secret")
        replace = resource.spec.get("updatePolicy", "Replace") != "IfNotExists"
        return {
            _remote(entry)["remoteKey"]: self._push_one(entry, secret, replace).id
            for entry in resource.spec.get("data") or ()
        }

    def _push_one(self, entry: Mapping[str, Any], secret: Secret, replace: bool) -> Version:
        """Write one entry where it differs. Safe to repeat."""
        remote = _remote(entry)
        key, value = remote["remoteKey"], _value(entry["match"].get("secretKey"), secret)
        present = self._vault.current(key)
        if remote.get("property"):
            value = _with_property(present, remote["property"], value)
        binary = _binary(entry)
        if present is None:
            return self._vault.create(key, value, binary)
        if present.value == value or not replace:
            return present
        return self._vault.replace(key, value, binary)

    def _delete(self, resource: Resource) -> Outcome:
        for entry in resource.spec.get("data") or ():
            self._vault.delete(_remote(entry)["remoteKey"])
        self._state.remove(resource.key)
        return Outcome.SETTLED

    def _succeed(self, resource: Resource, versions: Mapping[str, str]) -> None:
        entries = {_status_name(entry): entry for entry in resource.spec.get("data") or ()}

        def edit(live: Resource) -> None:
            live.status["syncedPushSecrets"] = {f"{STORE_KIND}/{STORE_NAME}": entries}
            live.status["syncedVersionIds"] = dict(versions)
            set_condition(live, ready(True, "Synced", SYNCED))

        changed = self._state.change(resource.key, edit)
        if changed is not None and changed.status != resource.status:
            self._state.record(resource, Said("Normal", "Synced", SYNCED))

    def _fail(self, resource: Resource, message: str) -> Outcome:
        self._state.record(resource, Said("Warning", "Errored", message))
        condition = ready(False, "Errored", message)
        self._state.change(resource.key, lambda live: set_condition(live, condition))
        return Outcome.FAILED


def woken_by_secret(resources: Iterable[Resource], namespace: str, name: str) -> list[Key]:
    """The PushSecrets that push this Secret."""
    return [
        one.key
        for one in resources
        if one.kind == "PushSecret" and one.namespace == namespace and _source(one) == name
    ]


def pushed_keys(resource: Resource) -> set[str]:
    """The keys in Secrets Manager that a PushSecret writes."""
    return {_remote(entry)["remoteKey"] for entry in resource.spec.get("data") or ()}


# Private functions


def _hold_if_deleting_matters(live: Resource) -> None:
    delete = live.spec.get("deletionPolicy") == "Delete"
    if delete and FINALIZER not in live.finalizers and not live.deleting:
        live.finalizers.append(FINALIZER)


def _require_stores(resource: Resource) -> None:
    for reference in resource.spec.get("secretStoreRefs") or ():
        if reference.get("name") != STORE_NAME or reference.get("kind", STORE_KIND) != STORE_KIND:
            raise LookupError(f'could not get SecretStore "{reference.get("name")}"')


def _source(resource: Resource) -> str:
    selector = resource.spec.get("selector") or {}
    return str((selector.get("secret") or {}).get("name", ""))


def _remote(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = entry["match"]["remoteRef"]
    return found


def _status_name(entry: Mapping[str, Any]) -> str:
    remote = _remote(entry)
    return "/".join(remote[part] for part in ("remoteKey", "property") if remote.get(part))


def _value(name: str | None, secret: Secret) -> str:
    """One key's value, or without a key the whole Secret as JSON."""
    if not name:
        return json.dumps(dict(secret.data), sort_keys=True, separators=(",", ":"))
    if name not in secret.data:
        raise LookupError(f"set secret failed: secret key {name} does not exist")
    return secret.data[name]


def _with_property(present: Version | None, name: str, value: str) -> str:
    whole = json.loads(present.value) if present else {}
    return json.dumps({**whole, name: value}, sort_keys=True, separators=(",", ":"))


def _binary(entry: Mapping[str, Any]) -> bool:
    """External Secrets pushes binary unless the metadata asks for a string."""
    metadata = (entry.get("metadata") or {}).get("spec") or {}
    return str(metadata.get("secretPushFormat", "binary")) != "string"

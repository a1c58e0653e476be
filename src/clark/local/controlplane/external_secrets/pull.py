"""ExternalSecret: a secret of Secrets Manager becomes a Secret in an application's namespace.

External Secrets, pkg/controllers/externalsecret. Beyond the real one, the status has
`syncedVersionIds`, the AWS version by key.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clark.local.controlplane.cloud import CloudError
from clark.local.controlplane.conditions import ready, set_condition
from clark.local.controlplane.external_secrets.vault import STORE_KIND, STORE_NAME, Vault, Version
from clark.local.controlplane.objects import Key, Resource, Secret, now
from clark.local.controlplane.provider import Outcome
from clark.local.controlplane.state import Said, State

FAILED = "could not get secret data from provider"
Reference = Mapping[str, Any]


class ExternalSecrets:
    """Reconciles ExternalSecrets."""

    def __init__(self, state: State, vault: Vault) -> None:
        self._state = state
        self._vault = vault

    def reconcile(self, key: Key) -> Outcome:
        resource = self._state.get(key)
        if resource is None:
            return Outcome.SETTLED
        try:
            _require_store(resource)
            versions = self._fetch(resource)
            data = _data(resource, versions)
        except (CloudError, LookupError) as error:
            return self._fail(resource, FAILED, str(error.args[0]))
        name = _target(resource)
        present = self._state.secret(resource.namespace, name)
        if present is not None and present.owner != resource.uid:
            return self._fail(resource, "could not update secret", f"Secret {name} is not ours")
        self._state.write_secret(Secret(resource.namespace, name, resource.uid, data))
        self._succeed(resource, versions, "Updated" if present else "Created")
        return Outcome.SETTLED

    def _fetch(self, resource: Resource) -> dict[str, Version]:
        """Every secret it names, each read once."""
        versions = {}
        for remote in _references(resource):
            version = self._vault.current(remote["key"], remote.get("version") or "")
            if version is None:
                raise LookupError(f"Secret does not exist: {remote['key']}")
            versions[remote["key"]] = version
        return versions

    def _succeed(self, resource: Resource, versions: Mapping[str, Version], reason: str) -> None:
        ids = {key: version.id for key, version in versions.items()}
        changed = ids != resource.status.get("syncedVersionIds")

        def edit(live: Resource) -> None:
            live.status["refreshTime"] = now()
            live.status["syncedResourceVersion"] = _resource_version(live)
            live.status["binding"] = {"name": _target(live)}
            live.status["syncedVersionIds"] = ids
            set_condition(live, ready(True, "SecretSynced", "secret synced"))

        self._state.change(resource.key, edit)
        if changed:
            self._state.record(resource, Said("Normal", reason, f"{reason} Secret"))

    def _fail(self, resource: Resource, message: str, cause: str) -> Outcome:
        self._state.record(resource, Said("Warning", "UpdateFailed", cause))
        condition = ready(False, "SecretSyncedError", message)
        self._state.change(resource.key, lambda live: set_condition(live, condition))
        return Outcome.FAILED


def woken_by_keys(resources: Iterable[Resource], keys: set[str]) -> list[Key]:
    """The ExternalSecrets that read one of these keys of Secrets Manager."""
    return [
        one.key
        for one in resources
        if one.kind == "ExternalSecret" and keys & {ref.get("key") for ref in _references(one)}
    ]


# Private functions


def _require_store(resource: Resource) -> None:
    reference = resource.spec.get("secretStoreRef") or {}
    if reference.get("name") != STORE_NAME or reference.get("kind", STORE_KIND) != STORE_KIND:
        raise LookupError(f'could not get SecretStore "{reference.get("name")}"')


def _references(resource: Resource) -> Iterator[Reference]:
    for entry in resource.spec.get("dataFrom") or ():
        if entry.get("extract"):
            yield entry["extract"]
    for entry in resource.spec.get("data") or ():
        yield entry["remoteRef"]


def _data(resource: Resource, versions: Mapping[str, Version]) -> dict[str, str]:
    """The target's keys: all of each extracted secret, then the ones named singly."""
    data: dict[str, str] = {}
    for entry in resource.spec.get("dataFrom") or ():
        if extract := entry.get("extract"):
            data |= _whole(extract, versions[extract["key"]])
    for entry in resource.spec.get("data") or ():
        remote = entry["remoteRef"]
        version = versions[remote["key"]]
        data[entry["secretKey"]] = (
            _property(remote, version) if remote.get("property") else (version.value)
        )
    return data


def _whole(remote: Reference, version: Version) -> dict[str, str]:
    text = _property(remote, version) if remote.get("property") else version.value
    return {name: _text(value) for name, value in _object(remote, text).items()}


def _property(remote: Reference, version: Version) -> str:
    found = _object(remote, version.value)
    if remote["property"] not in found:
        raise LookupError(f"key {remote['property']} does not exist in secret {remote['key']}")
    return _text(found[remote["property"]])


def _object(remote: Reference, text: str) -> dict[str, Any]:
    """The error never quotes the text, which is the secret itself."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise LookupError(f"secret {remote['key']} is not a JSON object")
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _target(resource: Resource) -> str:
    return str((resource.spec.get("target") or {}).get("name") or resource.name)


def _resource_version(resource: Resource) -> str:
    words = json.dumps([resource.annotations, resource.labels], sort_keys=True)
    return f"{resource.generation}-{hashlib.sha256(words.encode()).hexdigest()[:32]}"

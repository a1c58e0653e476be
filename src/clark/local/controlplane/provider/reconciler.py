"""The managed reconciler: crossplane-runtime pkg/reconciler/managed/reconciler.go, v1.20.

One difference, and on purpose: a create whose answer was lost is not left for a person to sort
out ("cannot determine creation result"). The password is stored before the call and is the same in
every attempt, so the resource that is found under the external name is taken over.
"""

import secrets
import string
import time
from collections.abc import Mapping
from copy import deepcopy
from enum import Enum, auto

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import CloudError, CloudRefusal
from clark.local.controlplane.conditions import Condition, set_condition
from clark.local.controlplane.objects import (
    EXTERNAL_NAME,
    NAMED_BY_AWS,
    Key,
    Resource,
    Secret,
    now,
    parse_time,
)
from clark.local.controlplane.provider.external import External, Seen
from clark.local.controlplane.provider.references import Unresolved, resolve
from clark.local.controlplane.state import Said, State

FINALIZER = "finalizer.managedresource.crossplane.io"
PENDING = "crossplane.io/external-create-pending"
SUCCEEDED = "crossplane.io/external-create-succeeded"
FAILED = "crossplane.io/external-create-failed"
PASSWORD_LENGTH = 27  # crossplane-runtime pkg/password
ALPHABET = string.ascii_letters + string.digits
NOT_OURS = "refusing to write a Secret that another object controls"
POLICIES = (
    "`spec.managementPolicies` is set to a non-default value but the feature is not enabled: "
)


class Outcome(Enum):
    """When to look again: at the next poll, after a long while, or backing off."""

    CHANGING = auto()
    SETTLED = auto()
    FAILED = auto()


class ManagedReconciler:
    """Reconciles one object at a time; different objects may be reconciled at once.

    `grace` is how long after a create a resource that is not seen is waited for: 30 s in the real
    provider, seconds here, because the local cloud is consistent at once.
    """

    def __init__(self, state: State, grace: float) -> None:
        self._state = state
        self._grace = grace

    def reconcile(self, key: Key, external: External) -> Outcome:
        resource = self._state.get(key)
        if resource is None:
            return Outcome.SETTLED
        if resource.paused:
            return self._pause(resource)
        if resource.deleting and FINALIZER not in resource.finalizers:
            self._state.remove(key)
            return Outcome.SETTLED
        if resource.spec.get("managementPolicies", ["*"]) != ["*"]:
            reason = POLICIES + str(resource.spec["managementPolicies"])
            return self._fail(resource, "CannotUseInvalidManagementPolicy", reason)
        prepared = self._state.change(key, _prepare)
        if prepared is None:
            return Outcome.SETTLED
        try:
            resolved = self._resolved(prepared)
        except Unresolved as error:
            reason = "CannotResolveResourceReferences"
            return self._fail(prepared, reason, f"cannot resolve references: {error}")
        return self._observed(resolved, external) if resolved else Outcome.CHANGING

    def _resolved(self, resource: Resource) -> Resource | None:
        """The object with what it refers to. None: Git says something new already."""
        if resource.deleting:
            return resource
        found = deepcopy(resource)
        resolve(found, self._state.get)
        if found.spec == resource.spec:
            return resource

        def edit(live: Resource) -> None:
            live.spec = found.spec

        return self._state.change(resource.key, edit, resource.generation)

    def _observed(self, resource: Resource, external: External) -> Outcome:
        try:
            seen = external.observe(resource)
        except CloudError as error:
            reason = "CannotObserveExternalResource"
            return self._fail(resource, reason, f"observe failed: {error}")
        if seen is None:
            return self._absent(resource, external)
        if resource.deleting:
            return self._end(resource, external, seen)
        if _answer_lost(resource):
            return self._take_over(resource, external, seen)
        return self._present(resource, external, seen)

    def _absent(self, resource: Resource, external: External) -> Outcome:
        if self._just_created(resource):
            waiting = "Waiting for external resource existence to be confirmed"
            self._state.record(resource, Said("Normal", "PendingExternalResource", waiting))
            return Outcome.CHANGING
        if resource.deleting:
            self._state.remove(resource.key)
            return Outcome.SETTLED
        return self._create(resource, external)

    def _create(self, resource: Resource, external: External) -> Outcome:
        password = self._password(resource) if external.login(resource) is not None else None
        if self._annotate(resource, PENDING) is None:
            return Outcome.SETTLED
        try:
            named = external.create(resource, password)
        except CloudError as error:
            if isinstance(error, CloudRefusal):
                self._annotate(resource, FAILED)
            reason, failed = "CannotCreateExternalResource", f"create failed: {error}"
            return self._fail(resource, reason, failed, conditions.CREATING)
        self._annotate(resource, SUCCEEDED, named)
        self._say(resource, "CreatedExternalResource", "creation")
        self._write(resource, conditions.CREATING, conditions.RECONCILE_SUCCESS)
        return Outcome.CHANGING

    def _take_over(self, resource: Resource, external: External, seen: Seen) -> Outcome:
        """Make what an unanswered create left behind ours, then go on as if it had answered."""
        password = self._state.password(resource.uid)
        try:
            done = password is None or external.take_over(resource, password)
        except CloudError as error:
            reason = "CannotUpdateExternalResource"
            return self._fail(resource, reason, f"update failed: {error}")
        if done and (newest := self._annotate(resource, SUCCEEDED)):
            return self._present(newest, external, seen)
        # Never ready without its login: AWS may call it available before it can be modified.
        self._write(resource, conditions.CREATING, conditions.RECONCILE_SUCCESS, seen)
        return Outcome.CHANGING

    def _present(self, resource: Resource, external: External, seen: Seen) -> Outcome:
        if not self._publish(resource, seen.details, external.login(resource)):
            reason = "CannotPublishConnectionDetails"
            return self._fail(resource, reason, f"cannot publish connection details: {NOT_OURS}")
        newest = self._write(resource, seen.ready, None, seen)
        if newest is None:
            return Outcome.CHANGING  # Git says something new already: look again
        if seen.up_to_date:
            self._write(newest, None, conditions.RECONCILE_SUCCESS)
            settled = seen.ready == conditions.AVAILABLE and not seen.at_work
            return Outcome.SETTLED if settled else Outcome.CHANGING
        return self._update(newest, external, seen)

    def _update(self, resource: Resource, external: External, seen: Seen) -> Outcome:
        """Ask for a change, and write what AWS says of it together with the success.

        The real provider sees it at its next poll only; until then its status looks finished.
        """
        try:
            external.update(resource)
            seen = external.observe(resource) or seen
        except CloudError as error:
            reason = "CannotUpdateExternalResource"
            return self._fail(resource, reason, f"update failed: {error}")
        self._say(resource, "UpdatedExternalResource", "update")
        self._write(resource, seen.ready, conditions.RECONCILE_SUCCESS, seen)
        return Outcome.CHANGING

    def _end(self, resource: Resource, external: External, seen: Seen) -> Outcome:
        if resource.spec.get("deletionPolicy") == "Orphan":
            self._state.remove(resource.key)
            return Outcome.SETTLED
        newest = self._write(resource, seen.ready, None, seen) or resource
        ending = seen.ready == conditions.DELETING
        try:
            external.delete(newest)
        except CloudError as error:
            reason, failed = "CannotDeleteExternalResource", f"delete failed: {error}"
            return self._fail(newest, reason, failed, conditions.DELETING)
        if not ending:
            self._say(newest, "DeletedExternalResource", "deletion")
        self._write(newest, conditions.DELETING, conditions.RECONCILE_SUCCESS)
        return Outcome.CHANGING

    # What is written

    def _pause(self, resource: Resource) -> Outcome:
        if conditions.get_condition(resource, "Synced").get("reason") != "ReconcilePaused":
            words = conditions.RECONCILE_PAUSED["message"]
            self._state.record(resource, Said("Normal", "ReconciliationPaused", words))
            self._write(resource, None, conditions.RECONCILE_PAUSED)
        return Outcome.SETTLED

    def _fail(
        self, resource: Resource, reason: str, message: str, ready: Condition | None = None
    ) -> Outcome:
        self._state.record(resource, Said("Warning", reason, message))
        self._write(resource, ready, conditions.reconcile_error(message))
        return Outcome.FAILED

    def _say(self, resource: Resource, reason: str, deed: str) -> None:
        message = f"Successfully requested {deed} of external resource"
        self._state.record(resource, Said("Normal", reason, message))

    def _write(
        self,
        resource: Resource,
        ready: Condition | None,
        synced: Condition | None,
        seen: Seen | None = None,
    ) -> Resource | None:
        """The object as written. None when there is a newer generation: what was seen is stale."""

        def edit(live: Resource) -> None:
            if seen is not None:
                live.status["atProvider"] = dict(seen.status)
                if not live.deleting:
                    _late_initialise(live.parameters, seen.late)
            if ready is not None:
                set_condition(live, ready)
            if synced is not None:
                set_condition(live, synced, resource.generation)

        return self._state.change(resource.key, edit, resource.generation)

    def _annotate(
        self, resource: Resource, name: str, external_name: str | None = None
    ) -> Resource | None:
        def edit(live: Resource) -> None:
            live.annotations[name] = now()
            if external_name:
                live.annotations[EXTERNAL_NAME] = external_name

        return self._state.change(resource.key, edit)

    def _password(self, resource: Resource) -> str:
        """The one password this object will ever be created with, on the disk before it is used."""
        stored = self._state.password(resource.uid)
        if stored is None:
            stored = "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
            self._state.keep_password(resource.uid, stored)
        return stored

    def _publish(
        self, resource: Resource, details: Mapping[str, str], login: Mapping[str, str] | None
    ) -> bool:
        """Write the connection Secret once the endpoint is known. False: another object owns it.

        The real provider writes it at the create, without endpoint. Here it appears complete, so
        that nothing downstream delivers half of it.
        """
        reference = resource.spec.get("writeConnectionSecretToRef")
        if not reference or "endpoint" not in details:
            return True
        place = (reference["namespace"], reference["name"])
        old = self._state.secret(*place)
        if old is not None and old.owner != resource.uid:
            return False
        password = self._state.password(resource.uid)
        known = dict(details) if password is None else {**(login or {}), **details}
        if password is not None:
            known["password"] = password
        self._state.write_secret(Secret(*place, resource.uid, known))
        return True

    def _just_created(self, resource: Resource) -> bool:
        at = resource.annotations.get(SUCCEEDED)
        return at is not None and time.time() - parse_time(at).timestamp() < self._grace


# Private functions


def _prepare(live: Resource) -> None:
    if live.kind not in NAMED_BY_AWS:
        live.annotations.setdefault(EXTERNAL_NAME, live.name)
    live.spec.setdefault("deletionPolicy", "Delete")
    live.spec.setdefault("providerConfigRef", {"name": "default"})
    if FINALIZER not in live.finalizers and not live.deleting:
        live.finalizers.append(FINALIZER)


def _answer_lost(resource: Resource) -> bool:
    """Whether the newest create was neither confirmed nor refused."""
    times = [resource.annotations.get(name, "") for name in (PENDING, SUCCEEDED, FAILED)]
    return bool(times[0]) and times[0] > max(times[1:])


def _late_initialise(parameters: dict[str, object], late: Mapping[str, object]) -> None:
    """Fill in what nobody set. A name with a dot is of a field that is there itself."""
    for name, value in late.items():
        outer, _, inner = name.rpartition(".")
        holder = parameters.get(outer) if outer else parameters
        if isinstance(holder, dict) and holder.get(inner) is None:
            holder[inner] = value

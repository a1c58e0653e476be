"""Changes of what a resource is, not of how it is: name, account, Secret, deletion."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds import source
from clark.kinds.impact import Effect, Impact
from clark.kinds.kind import CRD_DEFAULTS, Kind
from clark.kinds.manifest import EXTERNAL_NAME, block, external_name, name, settings
from clark.manifests import Path

Manifest = Mapping[str, Any]

_PAUSED = "crossplane.io/paused"


def identity_impacts(kind: Kind, old: Manifest, new: Manifest) -> Iterator[Impact]:
    """Everything that changed outside spec.forProvider and has a consequence."""
    word = kind.word
    yield from _name(word, old, new)
    yield from _external_name(word, old, new)
    yield from _secret(kind, old, new)
    yield from _account(word, old, new)
    yield from _deletion_policy(old, new)
    yield from _management(old, new)
    yield from _paused(old, new)


def _name(word: str, old: Manifest, new: Manifest) -> Iterator[Impact]:
    before, after = name(old), name(new)
    if before != after:
        sentence = (
            f"A new name is a new {word}: {after} would be created empty, and {before} deleted "
            "with its data. Create the new one, copy the data, then delete the old one."
        )
        yield _denied(("metadata", "name"), before, after, Effect.REPLACEMENT, sentence)


def _external_name(word: str, old: Manifest, new: Manifest) -> Iterator[Impact]:
    before, after = external_name(old), external_name(new)
    if before != after and name(old) == name(new):
        sentence = (
            f"The definition would let go of {before} and take, or create, {after}. {before} "
            f"would go on in AWS and cost, managed by nobody: a {word} that is orphaned."
        )
        path = ("metadata", "annotations", EXTERNAL_NAME)
        yield _denied(path, before, after, Effect.REPLACEMENT, sentence)


def _secret(kind: Kind, old: Manifest, new: Manifest) -> Iterator[Impact]:
    path: Path = ("spec", "writeConnectionSecretToRef")
    before, after = block(old, *map(str, path)), block(new, *map(str, path))
    if before == after:
        return
    if not _has_password(kind, old):
        sentence = (
            "Endpoint and port are written to another Secret. Applications that read the old one "
            "keep what it last said."
        )
        yield Impact(path, before, after, Effect.IN_PLACE, sentence, source.PROVIDER)
        return
    sentence = (
        "The password would be lost: it is only in the Secret that is named now. AWS never tells "
        "it again, and the new Secret would get endpoint and port only."
    )
    yield _denied(path, before, after, Effect.IGNORED, sentence)


def _has_password(kind: Kind, manifest: Manifest) -> bool:
    if kind.kind == "ReplicationGroup":
        return settings(manifest).get("authEnabled") is True
    return "password" in kind.connection_keys


def _account(word: str, old: Manifest, new: Manifest) -> Iterator[Impact]:
    path: Path = ("spec", "providerConfigRef")
    before, after = _or_default(old, path), _or_default(new, path)
    if before != after:
        sentence = (
            f"Another provider configuration can be another AWS account: a new, empty {word} "
            "would be created there, and this one would go on, managed by nobody."
        )
        yield _denied(path, before, after, Effect.REPLACEMENT, sentence)


def _deletion_policy(old: Manifest, new: Manifest) -> Iterator[Impact]:
    path: Path = ("spec", "deletionPolicy")
    before, after = _or_default(old, path), _or_default(new, path)
    if before != after:
        keep = "Nothing changes now. When the definition is deleted, it stays in AWS and costs."
        lose = "Nothing changes now. When the definition is deleted, it is deleted in AWS too."
        sentence = keep if after == "Orphan" else lose
        yield Impact(path, before, after, Effect.IN_PLACE, sentence, source.PROVIDER_CODE)


def _management(old: Manifest, new: Manifest) -> Iterator[Impact]:
    path: Path = ("spec", "managementPolicies")
    before, after = _or_default(old, path), _or_default(new, path)
    if before != after and after != ["*"]:
        sentence = (
            "The provider refuses to work on it: management policies are not switched on, and "
            "every other value than * is an error."
        )
        yield _denied(path, before, after, Effect.REFUSED, sentence)


def _paused(old: Manifest, new: Manifest) -> Iterator[Impact]:
    before, after = (block(m, "metadata", "annotations").get(_PAUSED) for m in (old, new))
    if (before == "true") != (after == "true"):
        stop = "It goes on in AWS, but no change and no deletion is carried out while it is paused."
        go = "Everything that changed while it was paused is carried out now."
        sentence = stop if after == "true" else go
        path = ("metadata", "annotations", _PAUSED)
        yield Impact(path, before, after, Effect.IN_PLACE, sentence, source.PROVIDER)


def _or_default(manifest: Manifest, path: Path) -> Any:
    written = block(manifest, "spec").get(str(path[-1]))
    return CRD_DEFAULTS[path] if written is None else written


def _denied(path: Path, before: Any, after: Any, effect: Effect, sentence: str) -> Impact:
    return Impact(path, before, after, effect, sentence, source.PROVIDER, denied=True)

"""What a change of a whole definition does: identity first, then every field AWS is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.identity_impact import identity_impacts
from clark.kinds.impact import Effect, Impact
from clark.kinds.kind import Kind
from clark.kinds.knowledge import Knowledge, knowledge
from clark.kinds.manifest import block, external_name, is_adopted, is_production, settings
from clark.kinds.registry import find

Manifest = Mapping[str, Any]


def impacts(old: Manifest | None, new: Manifest | None) -> tuple[Impact, ...]:
    """What becomes of the cloud when `old` becomes `new`; None is created or deleted.

    Empty for kinds that Clark does not know. An old definition at a version that is not served
    never reached AWS, so its successor is a creation.
    """
    before, after = _kind(old), _kind(new)
    if after and new is not None and before == after and old is not None:
        return tuple(_changed(after, old, new))
    found: list[Impact] = []
    if before and old is not None:
        found.append(_deleted(before, old))
    if after and new is not None:
        found.append(_created(after, new))
    return tuple(found)


def _kind(manifest: Manifest | None) -> Kind | None:
    if manifest is None:
        return None
    return find(str(manifest.get("apiVersion")), str(manifest.get("kind")))


def _created(kind: Kind, new: Manifest) -> Impact:
    if is_adopted(new):
        sentence = (
            f"Crossplane takes over {external_name(new)}, which is in AWS already. It is defined "
            "as it is, so nothing about it changes; its login stays with those who have it."
        )
        return Impact((), None, new, Effect.ADOPTION, sentence, source.PROVIDER_CODE)
    sentence, cited = knowledge(kind).created(settings(new))
    return Impact((), None, new, Effect.CREATION, sentence, cited)


def _deleted(kind: Kind, old: Manifest) -> Impact:
    if block(old, "spec").get("deletionPolicy") == "Orphan":
        sentence = (
            "Only the definition goes: deletionPolicy is Orphan, so it stays in AWS and costs, "
            "and nobody manages it any more."
        )
        return Impact((), old, None, Effect.DELETION, sentence, source.PROVIDER_CODE)
    sentence, cited, refused = knowledge(kind).deleted(settings(old))
    effect = Effect.REFUSED if refused else Effect.DELETION
    return Impact((), old, None, effect, sentence, cited, denied=refused)


def _changed(kind: Kind, old: Manifest, new: Manifest) -> Iterator[Impact]:
    yield from identity_impacts(kind, old, new)
    known = knowledge(kind)
    yield from (impact_of(change, known) for change in changes(kind, old, new))


def changes(kind: Kind, old: Manifest, new: Manifest) -> Iterator[Change]:
    """What AWS is asked for otherwise; not what only writes down what it takes anyway."""
    known = knowledge(kind)
    before, after = settings(old), settings(new)
    for name in dict.fromkeys((*before, *after)):
        known_field = kind.field(("spec", "forProvider", name))
        fixed = known_field is not None and known_field.immutable
        values = before.get(name), after.get(name)
        change = Change(name, *values, before, after, is_production(new), fixed=fixed)
        if _differs(change, known):
            yield change


def _differs(change: Change, known: Knowledge) -> bool:
    default = known.defaults.get(change.name)
    before = default if change.before is None else change.before
    after = default if change.after is None else change.after
    return bool(before != after)


def impact_of(change: Change, known: Knowledge) -> Impact:
    """What becomes of one field."""
    if change.removed and change.name not in known.rules_for_removal:
        return _removed(change)
    if change.name == "region":
        return _moved(change)
    rule = known.rules.get(change.name)
    return rule(change) if rule else _fixed(change) if change.fixed else _unknown(change)


def _removed(change: Change) -> Impact:
    sentence = (
        f"Removing {change.name} changes nothing for certain: the provider takes the value that "
        "AWS has. To change it, write the value you want."
    )
    return change.without_effect(sentence, source.PROVIDER_CODE)


def _moved(change: Change) -> Impact:
    if change.before is None:
        sentence = "Names the region it stands in, without which the provider cannot find it."
        return change.in_place(sentence, source.PROVIDER_CODE)
    sentence = (
        f"Nothing moves between regions: the provider would create a new, empty one in "
        f"{change.after}, and the one in {change.before} would go on and cost, managed by nobody."
    )
    return change.replacement(sentence, source.PROVIDER_CODE)


def _fixed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed at creation: the provider marks it as immutable and does not "
        "apply a change."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


def _unknown(change: Change) -> Impact:
    sentence = (
        f"Clark does not know what AWS does when {change.name} changes. Expect an interruption of "
        "minutes, and ask the Clark team first."
    )
    return change.restart(sentence, source.NOT_KNOWN)

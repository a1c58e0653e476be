"""From a filled form to files: what a request would change, on top of the copied main branch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clark.catalog import OFFERING, PARAMETERS, Offering, parse, render, samples, update_parameters
from clark.errors import NotFound, Refused, sentence
from clark.flow import leaving, timing
from clark.flow.control import Control, in_force
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import customer_of, followed
from clark.flow.events import Action
from clark.flow.judge import Judgement, judge
from clark.flow.request import changes, rules
from clark.flow.timing import AT_ONCE, Chosen
from clark.kinds import find
from clark.manifests import Document, Set, Unreadable, edit, get, read
from clark.store.models import Customer, LiveObject


@dataclass(frozen=True)
class Ground:
    """What a draft stands on: the customer, the policies in force, and main as copied."""

    customer: Customer
    control: Control
    main: Snapshot


@dataclass(frozen=True)
class Subject:
    """Which service a request is about."""

    action: Action
    offering: str
    name: str
    region: str
    environment: str
    team: str


@dataclass(frozen=True)
class Proposal:
    """Files as a request would leave them, and what is said of that.

    `adopts` is what they take over from AWS, as `Request.adopts` keeps it; `chosen` when.
    """

    subject: Subject
    title: str
    files: Mapping[str, str | None]
    judgement: Judgement
    parameters: Mapping[str, Any] = field(default_factory=dict)
    adopts: tuple[Mapping[str, str], ...] = ()
    chosen: Chosen = AT_ONCE


def ground(customer_id: int) -> Ground:
    customer = customer_of(customer_id)
    return Ground(customer, in_force(customer), snapshot(customer, customer.gitops))


def ground_to_ask(customer_id: int) -> Ground:
    """The same for who asks for something. Raises `Refused` where the customer leaves Clark."""
    followed(customer_id)
    return ground(customer_id)


def propose_new(on: Ground, offering: Offering, raw: Mapping[str, Any]) -> Proposal:
    """Render an offering. Raises `Refused` with a problem per field."""
    parameters = parse(offering, raw)
    files: dict[str, str | None] = dict(render(offering, parameters))
    folder = next(iter(files)).split("/")
    if any(path in on.main.blobs for path in files):
        raise Refused(f"{folder[3]} exists already in {folder[1]}. Choose another name.")
    leaving.refuse_while_it_goes(on.customer, folder[1], folder[3])
    subject = Subject(
        action=Action.CREATE,
        offering=offering.name,
        name=folder[3],
        region=folder[1],
        environment=folder[2],
        team=str(parameters.get("team", "")),
    )
    return Proposal(
        subject=subject,
        title=rules.title(Action.CREATE, folder[3]),
        files=files,
        judgement=judge(on.customer, on.control, on.main, files),
        parameters=parameters,
    )


@dataclass(frozen=True)
class Standing:
    """A service as main has it: its file, and the managed resource in it."""

    path: str
    text: str
    document: Document
    target: rules.Target

    @property
    def environment(self) -> str:
        return self.path.split("/")[2]


def standing(on: Ground, region: str, name: str) -> Standing:
    """Find a service on main. Raises `NotFound`, or `Refused` where its file cannot be read."""
    for path, text in on.main.texts.items():
        parts = path.split("/")
        if parts[:2] == ["regions", region] and parts[3:] == [name, "service.yaml"]:
            return _standing(on, path, text, name)
    raise NotFound(f"There is no service {name} in {region}.")


def propose(on: Ground, there: Standing, action: Action, raw: Mapping[str, str]) -> Proposal:
    """The change a filled form means; the removal, where the service was released before.

    Raises `Refused` with a problem per field, where the kind has no such change, and where nothing
    would change.
    """
    form = changes.section(action, there.target)
    if raw.get("when") == "at" and all(field.name != timing.FIELD for field in form.fields):
        why = f"“{rules.title(action, there.target.name)}” happens as soon as it is approved."
        raise rules.refused(timing.FIELD, why, "Leave the time away, or ask for it then.")
    proposal = propose_change(on, there, action, raw)
    if any(text != on.main.texts.get(path) for path, text in proposal.files.items()):
        asked = {field.name: raw[field.name] for field in form.fields if field.name in raw}
        return replace(proposal, parameters=asked)
    if action == Action.RELEASE:
        return propose_removal(on, there)
    raise Refused(f"{there.target.name} is like this already: nothing would change.")


def accepts(raw: Mapping[str, Any]) -> bool:
    """Whether the author accepted the interruption that the form named."""
    return str(raw.get("accept", "")).lower() in {"on", "true", "yes"}


def propose_change(on: Ground, there: Standing, action: Action, raw: Mapping[str, str]) -> Proposal:
    """Edit the service's file, minimally. Raises `Refused` with a problem per field."""
    made = changes.rewrite(action, there.target, raw)
    noted = tuple(_remembered(on, there, changes.parameters(action, there.target, raw)))
    text = made.apply(edit(there.text, there.document.index, noted))
    return _change(on, there, action, {there.path: text}, made.after)


def propose_removal(on: Ground, there: Standing) -> Proposal:
    """Take every file of the service's directory away: the second merge of a deletion."""
    folder = there.path.rsplit("/", 1)[0] + "/"
    files: dict[str, str | None] = {
        path: None for path, blob in on.main.blobs.items() if blob and path.startswith(folder)
    }
    return _change(on, there, Action.DELETE, files, "")


def propose_update(on: Ground, there: Standing, files: Mapping[str, str]) -> Proposal:
    """The files of a service as another revision of its offering makes them."""
    return _change(on, there, Action.RERENDER, dict(files), "")


# Private functions


def _change(
    on: Ground, there: Standing, action: Action, files: Mapping[str, str | None], after: str
) -> Proposal:
    metadata = there.document.value["metadata"]
    subject = Subject(
        action=action,
        offering=str(get(metadata, ("annotations", OFFERING), "")),
        name=there.target.name,
        region=there.path.split("/")[1],
        environment=there.environment,
        team=str(get(metadata, ("labels", "clark.dev/team"), "")),
    )
    return Proposal(
        subject=subject,
        title=rules.title(action, there.target.name, after),
        files=files,
        judgement=judge(on.customer, on.control, on.main, files),
    )


def _remembered(on: Ground, there: Standing, moved: Mapping[str, Any]) -> Iterator[rules.Edit]:
    """Keep the parameters in the annotation true, where an offering in force made the service."""
    made_by = get(there.document.value, ("metadata", "annotations", OFFERING), "")
    offering = on.control.catalog.find(str(made_by))
    if offering is None or not moved or not moved.keys() <= offering.fields.keys():
        return
    text = update_parameters(offering, there.document.value, moved)
    yield Set(("metadata", "annotations", PARAMETERS), text)


def _standing(on: Ground, path: str, text: str, name: str) -> Standing:
    try:
        documents = read(text)
    except Unreadable as broken:
        first = broken.refusals[0]
        raise Refused(
            f"{path} cannot be read: line {first.line}: {sentence(first.reason)} "
            "Mend the file in the repository first; the running service is not touched."
        ) from None
    for document in documents:
        kind = find(document.api_version, document.kind)
        if kind is not None and document.name == name:
            target = rules.Target(
                kind,
                document.value,
                _sizes(on, changes.SIZED.get(kind.kind, kind.kind)),
                index=document.index,
                parts=tuple(_parts(documents, kind.kind)),
                keep=_writer(on, path.split("/")[1], name) if kind.kind == changes.AURORA else "",
                mark=on.main.commit[:7],
                used=leaving.used_snapshots(on.customer, path.split("/")[1], name),
            )
            return Standing(path, text, document, target)
    raise NotFound(f"{path} describes no {name} that Clark knows.")


def _parts(documents: Sequence[Document], service: str) -> Iterator[rules.Part]:
    for document in documents:
        kind = find(document.api_version, document.kind)
        if kind is not None and kind.part_of == service:
            yield rules.Part(document.index, kind, document.value)


def _writer(on: Ground, region: str, name: str) -> str:
    """The instance that writes now, as the cluster was last seen: it is the last to be let go."""
    live = LiveObject.objects.filter(
        region__customer=on.customer, region__name=region, kind=changes.AURORA, name=name
    ).first()
    members = get(live.status, ("atProvider", "dbClusterMembers"), []) if live else []
    writers = (each for each in members if each.get("isClusterWriter"))
    return next((str(each.get("dbInstanceIdentifier", "")) for each in writers), "")


def _sizes(on: Ground, kind: str) -> tuple[rules.Size, ...]:
    """The sizes that the customer's catalog offers for a kind, by rendering each."""
    if kind not in rules.CLASS:
        return ()
    return tuple(
        size
        for offering in on.control.catalog.offerings
        for size in _rendered(offering.revision, offering, kind)
    )


def _rendered(revision: str, offering: Offering, kind: str) -> tuple[rules.Size, ...]:
    found = _classes.get((revision, kind))
    if found is None:
        found = _classes[revision, kind] = tuple(_render_sizes(offering, kind))
    return found


_classes: dict[tuple[str, str], tuple[rules.Size, ...]] = {}


def _render_sizes(offering: Offering, kind: str) -> Iterator[rules.Size]:
    """Each choice of the field `size`, in its order, with the class that its rendering ends in."""
    sizes = offering.fields.get("size")
    if sizes is None:
        return
    rendered = {str(each.get("size")): each for each in samples(offering)}
    for choice in sizes.choices:
        for text in render(offering, rendered[choice.value]).values():
            for document in read(text):
                if document.kind == kind:
                    path = rules.CLASS[kind]
                    yield rules.Size(choice, str(get(document.value, path, "")))
                    break  # instances of one cluster have one size
